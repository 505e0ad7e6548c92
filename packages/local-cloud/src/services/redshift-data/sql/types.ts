import { SqlError, unsupported } from '../failure.ts';
import { closing, type Token } from './tokens.ts';

/** A Redshift type as a statement wrote it, and as DuckDB stores it. */
export interface SqlType {
  /** As Redshift's catalog names it, e.g. `character varying(64)`. */
  readonly name: string;
  readonly duckdb: string;
  /** Longest value in bytes of a VARCHAR. */
  readonly length?: number;
}

/** Length of VARCHAR without one, and of MAX: "Character types". */
const DEFAULT_LENGTH = 256;
const MAX_LENGTH = 65_535;

/** Whether a text is a number that a type of DuckDB's holds, or a value that is not finite. */
export const isNumberText = (text: string, type = 'DOUBLE'): boolean =>
  /^\s*[+-]?(inf(inity)?|nan)\s*$/i.test(text) ||
  (/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) &&
    Number.isFinite(type === 'FLOAT' ? Math.fround(Number(text)) : Number(text)));

const simple = (name: string, duckdb: string): SqlType => ({ name, duckdb });

/** Types without parameters, by every name that Redshift gives them ("Data types"). */
const SIMPLE: Readonly<Record<string, SqlType>> = {
  SMALLINT: simple('smallint', 'SMALLINT'),
  INT2: simple('smallint', 'SMALLINT'),
  INTEGER: simple('integer', 'INTEGER'),
  INT: simple('integer', 'INTEGER'),
  INT4: simple('integer', 'INTEGER'),
  BIGINT: simple('bigint', 'BIGINT'),
  INT8: simple('bigint', 'BIGINT'),
  REAL: simple('real', 'FLOAT'),
  FLOAT4: simple('real', 'FLOAT'),
  DOUBLE: simple('double precision', 'DOUBLE'),
  FLOAT8: simple('double precision', 'DOUBLE'),
  FLOAT: simple('double precision', 'DOUBLE'),
  BOOLEAN: simple('boolean', 'BOOLEAN'),
  BOOL: simple('boolean', 'BOOLEAN'),
  DATE: simple('date', 'DATE'),
  TIMESTAMP: simple('timestamp without time zone', 'TIMESTAMP'),
  TIMESTAMPTZ: simple('timestamp with time zone', 'TIMESTAMPTZ'),
  TIME: simple('time without time zone', 'TIME'),
};

/** Types that are refused, with the reason. */
export const REFUSED_TYPES: Readonly<Record<string, string>> = {
  BPCHAR: 'blank-padded characters have no counterpart; use VARCHAR',
  SUPER: 'semi-structured columns are not served; keep JSON text in VARCHAR',
  VARBYTE: 'binary columns are not served',
  GEOMETRY: 'spatial types are not served',
  GEOGRAPHY: 'spatial types are not served',
  HLLSKETCH: 'sketches are not served',
  TIMETZ: 'times with a zone are not served',
  INTERVAL: 'interval columns are not served',
};

const CHARACTERS: ReadonlySet<string> = new Set(['VARCHAR', 'NVARCHAR', 'TEXT']);

function varchar(given: Token | undefined): SqlType {
  const length =
    given === undefined ? DEFAULT_LENGTH : given.upper === 'MAX' ? MAX_LENGTH : Number(given.text);
  if (!Number.isInteger(length) || length < 1 || length > MAX_LENGTH)
    throw new SqlError(`length for type varchar must be between 1 and ${MAX_LENGTH}: ${given?.text}`);
  return { name: `character varying(${length})`, duckdb: 'VARCHAR', length };
}

function character(given: Token | undefined): SqlType {
  if (given !== undefined && given.text !== '1')
    throw unsupported(`the type CHAR(${given.text}) (blank-padded; use VARCHAR)`);
  return { name: 'character(1)', duckdb: 'VARCHAR', length: 1 };
}

/** "Numeric types": DECIMAL without parameters is DECIMAL(18,0). */
function decimal(precision: Token | undefined, scale: Token | undefined): SqlType {
  const [p, s] = [Number(precision?.text ?? 18), Number(scale?.text ?? 0)];
  if (!(p >= 1 && p <= 38 && s >= 0 && s <= 37 && s <= p))
    throw new SqlError(`NUMERIC precision ${p} must be between 1 and 38, and scale ${s} at most that`);
  return { name: `numeric(${p},${s})`, duckdb: `DECIMAL(${p},${s})` };
}

/** Index of the last token of a type's name that starts at `first`. */
function typeEnd(tokens: readonly Token[], first: number): number {
  const name = /^(PRECISION|VARYING)$/.test(tokens[first + 1]?.upper ?? '') ? first + 1 : first;
  return tokens[name + 1]?.text === '(' ? closing(tokens, name + 1) : name;
}

/** The type that starts at `first`, and the index of its last token. */
export function typeAt(tokens: readonly Token[], first: number): { type: SqlType; end: number } {
  const name = tokens[first];
  const end = typeEnd(tokens, first);
  if (name?.kind !== 'word')
    throw new SqlError(`syntax error at or near "${name?.text ?? 'end of statement'}"`);
  const parameters = tokens
    .slice(first, end)
    .filter(({ kind }, index) => index > 0 && (kind === 'number' || kind === 'word'));
  const values = parameters.filter(({ upper }) => upper !== 'PRECISION' && upper !== 'VARYING');
  return zoned(tokens, {
    type: named(name, parameters[0]?.upper === 'VARYING' || tokens[first + 1]?.upper === 'VARYING', values),
    end,
  });
}

function named(name: Token, varying: boolean, values: readonly Token[]): SqlType {
  const { upper } = name;
  if (CHARACTERS.has(upper) || ((upper === 'CHARACTER' || upper === 'CHAR') && varying))
    return varchar(values[0]);
  if (upper === 'CHAR' || upper === 'CHARACTER' || upper === 'NCHAR') return character(values[0]);
  if (upper === 'DECIMAL' || upper === 'NUMERIC') return decimal(values[0], values[1]);
  const known = SIMPLE[upper];
  if (known && values.length === 0) return known;
  const reason = REFUSED_TYPES[upper];
  throw unsupported(`the type ${upper}${reason === undefined ? '' : ` (${reason})`}`);
}

/** `WITH TIME ZONE`, `WITHOUT TIME ZONE` behind the name. */
function zoned(
  tokens: readonly Token[],
  { type, end }: { type: SqlType; end: number },
): { type: SqlType; end: number } {
  const [first, second, third] = [1, 2, 3].map((offset) => tokens[end + offset]?.upper);
  if (second !== 'TIME' || third !== 'ZONE') return { type, end };
  if (first === 'WITHOUT') return { type, end: end + 3 };
  if (first !== 'WITH') return { type, end };
  if (type.duckdb !== 'TIMESTAMP') throw unsupported(`the type ${type.name} with time zone`);
  return { type: SIMPLE.TIMESTAMPTZ as SqlType, end: end + 3 };
}
