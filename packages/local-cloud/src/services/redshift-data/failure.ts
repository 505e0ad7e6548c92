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

/** DuckDB's own errors in Redshift's words, where clients look for them. */
export function inRedshiftsWords(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const first = message.split('\n')[0] ?? message;
  const missing = /Table with name (\S+) does not exist/i.exec(message);
  if (missing?.[1]) return new SqlError(`relation "${missing[1].replace(/^main\./, '')}" does not exist`);
  const column = /Referenced column "([^"]+)" (?:was )?not found/i.exec(message);
  if (column?.[1]) return new SqlError(`column "${column[1]}" does not exist`);
  const text = /Could not convert string '((?:[^']|'')*)' to (\S+)/s.exec(message);
  if (text)
    return new SqlError(
      `invalid input syntax for ${/INT/.test(text[2] ?? '') ? 'integer' : 'type'}: "${text[1]}"`,
    );
  if (/Conflict|write-write/i.test(message) && /Transaction/i.test(message)) {
    return new SqlError(
      '1023 DETAIL: Serializable isolation violation on a table in Redshift: another transaction changed the same rows',
    );
  }
  const long = /CHECK constraint failed.*too_long_for_varchar_(\d+)/s.exec(message);
  if (long) return new SqlError(`value too long for type character varying(${long[1]})`);
  return new SqlError(first.replace(/^(?:\w+ )+Error: /, ''));
}
