import { ServiceError } from '../../aws/errors.ts';

/** A call that the Data API does not take. */
export const invalid = (message: string): ServiceError => new ServiceError('ValidationException', message);

/** A statement failed, in Redshift's words; the Data API gives the text as the statement's error. */
export class SqlError extends Error {
  constructor(message: string) {
    super(`ERROR: ${message}`);
    this.name = 'SqlError';
  }
}

/** SQL that the local cloud will not run, because it would not give Redshift's result, or Redshift would not run it. */
export const unsupported = (what: string): SqlError =>
  new SqlError(`${what} is not supported by the local cloud (see docs/local-cloud.md)`);

type Wording = readonly [pattern: RegExp, text: (match: RegExpExecArray) => string];

const bare = (name = ''): string => name.replace(/^(?:main|temp)\./, '');

/** Redshift's text for each of DuckDB's errors that a client may look for. */
const WORDINGS: readonly Wording[] = [
  [/Table with name (\S+) does not exist/i, ([, name]) => `relation "${bare(name)}" does not exist`],
  [
    /(?:Table|View) with name "?([^"\s]+)"? already exists/i,
    ([, name]) => `Relation "${bare(name)}" already exists`,
  ],
  [/Referenced column "([^"]+)" (?:was )?not found/i, ([, name]) => `column "${name}" does not exist`],
  [/does not have a column (?:with name |named )"([^"]+)"/i, ([, name]) => `column "${name}" does not exist`],
  [
    /column "([^"]+)" must appear in the GROUP BY clause/i,
    ([, name]) => `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`,
  ],
  [/Could not cast value \d+ to DECIMAL/, () => 'Numeric data overflow (result precision)'],
  [
    /Could not convert string '((?:[^']|'')*)' to (\S+)/s,
    ([, text, type = '']) => `invalid input syntax for ${/INT/.test(type) ? 'integer' : 'type'}: "${text}"`,
  ],
  [
    /Could not set lock on file "([^"]+)"(?:.*?Conflicting lock is held in ([^(\n]+\(PID \d+\)))?/s,
    ([, file, holder = 'another program']) =>
      `the warehouse is not available: its file ${file} is open in ${holder.trim()}. Close it there, and open a copy instead: \`local warehouse\` makes one`,
  ],
  [
    /TransactionContext Error.*conflict|write-write conflict/is,
    () =>
      '1023 DETAIL: Serializable isolation violation on a table in Redshift: another transaction changed the same rows',
  ],
  [/strlen\([^)]*\) <= (\d+)/, ([, length]) => `value too long for type character varying(${length})`],
  [
    /NOT NULL constraint failed: [^.]+\.(\S+)/i,
    ([, name]) => `Cannot insert a NULL value into column ${name}`,
  ],
  [
    /function call "(\W+)\(STRING_LITERAL, STRING_LITERAL\)"/,
    ([, operator]) => `operator is not unique: "unknown" ${operator} "unknown"`,
  ],
  [/Divide by zero/i, () => 'Divide by zero'],
  [/INTERRUPT/, () => "Query cancelled on user's request"],
  [
    /(?:Overflow in .*? of|out of range for the destination type) ?(INT\d+|DECIMAL)?/i,
    () => 'Numeric data overflow (result precision)',
  ],
  [
    /must be between|More than one row returned by a subquery/i,
    ([text]) => (/More than/.test(text) ? 'single-row subquery returns more than one row' : text),
  ],
];

/** DuckDB's own errors in Redshift's words, where clients look for them. */
export function inRedshiftsWords(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, text] of WORDINGS) {
    const match = pattern.exec(message);
    if (match) return new SqlError(text(match));
  }
  const first = message.split('\n')[0] ?? message;
  return new SqlError(first.replace(/^(?:\w+ )+Error: /, ''));
}
