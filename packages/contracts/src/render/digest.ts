import type { ColumnContract } from '../dataset/contract.ts';

/** Who computes a digest: the jobs and ops by DuckDB, the warehouse by what Redshift documents. */
export type Dialect = 'duckdb' | 'redshift';
type ByDialect = Readonly<Record<Dialect, string>>;

/** 31 bits: no square of them leaves 63, for Redshift refuses overflow. */
const MASK = 2147483647;
/** 2^62: a DOUBLE below it is cut into two integers exactly, the second with 62 bits behind the point. */
const LIMIT = '4.611686018427388e18';
/** The largest DOUBLE below it: one BETWEEN costs DuckDB less than ABS and a comparison. */
const LARGEST = '4.6116860184273874e18';
/** What stands for larger ones: the leading digits (times 2^-62), or a mark. NaN is greater than any number. */
const BEYOND = `CASE WHEN ABS({x}) < 2.1267647932558654e37 THEN {x} * 2.168404344971009e-19
  WHEN ABS({x}) <= 1.7976931348623157e308 THEN SIGN({x}) * 4.0e18
  WHEN {x} < 0 THEN -4.1e18 WHEN {x} < CAST('NaN' AS {double}) THEN 4.1e18 ELSE 4.2e18 END`;

const DOUBLE: ByDialect = { duckdb: 'DOUBLE', redshift: 'DOUBLE PRECISION' };
/** A whole number as text, but in Redshift, where the Data API gives sums as text by itself. */
const TEXT: ByDialect = { duckdb: 'CAST({x} AS VARCHAR)', redshift: '{x}' };
const BYTES: ByDialect = {
  duckdb: 'strlen({x})',
  redshift: 'CAST(OCTET_LENGTH({x}) AS BIGINT)',
};

const AS_BIGINT = 'COALESCE(CAST({x} AS BIGINT), 0)';
/** A value as an integer, 0 where there is none, by the type of its column: the same in every dialect. */
const INTEGERS: Readonly<Record<string, ByDialect>> = {
  INTEGER: { duckdb: AS_BIGINT, redshift: AS_BIGINT },
  BIGINT: { duckdb: AS_BIGINT, redshift: AS_BIGINT },
  BOOLEAN: {
    duckdb: AS_BIGINT,
    redshift: 'CAST(CASE WHEN {x} THEN 1 ELSE 0 END AS BIGINT)',
  },
  TIMESTAMP: {
    duckdb: 'COALESCE(epoch_us({x}), 0)',
    redshift: "COALESCE(DATEDIFF(microsecond, CAST('1970-01-01 00:00:00' AS TIMESTAMP), {x}), 0)",
  },
  DATE: {
    duckdb: "COALESCE(DATEDIFF('day', CAST('1970-01-01' AS DATE), {x}), 0)",
    redshift: "COALESCE(CAST(DATEDIFF(day, CAST('1970-01-01' AS DATE), {x}) AS BIGINT), 0)",
  },
  VARCHAR: {
    // DuckDB computes a function once for each value of a dictionary, and an expression that may fail for each row: the
    // lambda hides that the cast may. Texts of few values take a tenth of the time.
    duckdb:
      "list_transform([SUBSTRING(MD5({x}), 1, 15)], lambda t: CASE WHEN t IS NULL THEN 0 ELSE CAST('0x' || t AS BIGINT) END)[1]",
    redshift: 'COALESCE(STRTOL(SUBSTRING(MD5({x}), 1, 15), 16), 0)',
  },
};

const fill = (template: string, x: string): string => template.replaceAll('{x}', x);
const typeOf = ({ type }: ColumnContract): string => type.replace(/\(.*/, '');
const isDouble = ({ type }: ColumnContract): boolean => type === 'DOUBLE PRECISION';

/** 31 bits of an integer, or of the two of a DOUBLE: the last of the one and the first of the other, added up. */
const folded = (low: string, high: string): string => `(((${low} & ${MASK}) + (${high} >> 31)) & ${MASK})`;

/** A DOUBLE within the limit: itself, or what stands for it; 0 where there is none. */
const bounded = (x: string, dialect: Dialect): string =>
  `CASE WHEN ${x} BETWEEN -${LARGEST} AND ${LARGEST} THEN ${x} WHEN ${x} IS NULL THEN 0 ELSE ${fill(BEYOND, x).replaceAll('{double}', DOUBLE[dialect])} END`;

/** The steps from a column's values to what is summed; each step reads those before it. */
interface Steps {
  /** From the column. */
  readonly values: string[];
  /** Of a DOUBLE within the limit: before the point, and behind it. */
  readonly parts: string[];
  /** 31 bits, and a sign of what has no more. */
  readonly folded: string;
  readonly sums: string[];
}

function stepsOf(column: ColumnContract, dialect: Dialect): Steps {
  const { name } = column;
  const [value, bounds, behind, bytes, fold] = ['v', 'y', 'w', 'b', 'q'].map(
    (part) => `${name}__${part}`,
  ) as [string, string, string, string, string];
  const sum = (what: string, part: string): string =>
    `${fill(TEXT[dialect], `COALESCE(SUM(${what}), 0)`)} AS ${name}__${part}`;
  const nulls = `${fill(TEXT[dialect], `COUNT(*) - COUNT(${name})`)} AS ${name}__nulls`;
  const hash = sum(`(${fold} * ${fold})`, 'hash');
  if (isDouble(column)) {
    const whole = `TRUNC(${bounds})`;
    const rest = `TRUNC((${bounds} - ${whole}) * ${LIMIT})`;
    return {
      values: [`${bounded(name, dialect)} AS ${bounds}`],
      parts: [`CAST(${whole} AS BIGINT) AS ${value}`, `CAST(${rest} AS BIGINT) AS ${behind}`],
      folded: `${folded(value, behind)} AS ${fold}`,
      sums: [nulls, sum(value, 'sum'), sum(behind, 'fraction'), hash],
    };
  }
  const type = typeOf(column);
  const integer = `${fill(INTEGERS[type]?.[dialect] ?? '', name)} AS ${value}`;
  const narrow = type === 'INTEGER' || type === 'DATE' || type === 'BOOLEAN';
  const isText = type === 'VARCHAR';
  return {
    values: isText ? [integer, `${fill(BYTES[dialect], name)} AS ${bytes}`] : [integer],
    parts: isText ? [value, bytes] : [value],
    folded: `${narrow ? value : folded(value, value)} AS ${fold}`,
    sums: [nulls, sum(isText ? bytes : value, 'sum'), hash],
  };
}

/**
 * A SELECT of one row that digests the rows of `{from}`, which has these columns: `digestsOf` reads it.
 *
 * Each value becomes an integer, 0 where it is NULL; a DOUBLE becomes two: before the point, and 62 bits behind it. What is
 * smaller than 2^-62 is not told apart, nor what is beyond 2^124, by its sign apart. A value is folded to 31 bits; its hash
 * is their square, and that of a row the square of what those of its columns add up to. Every step is exact in each dialect
 * and by operators that Redshift documents ("Mathematical operator symbols"): equal values give equal digests everywhere.
 */
export function digestSelect(columns: readonly ColumnContract[], dialect: Dialect): string {
  const steps = columns.map((column) => stepsOf(column, dialect));
  const names = columns.map(({ name }) => name);
  const added = names.map((name) => `${name}__q`).join(' + ');
  const row = `((${added}) & ${MASK}) AS digest_r`;
  const rows = `${fill(TEXT[dialect], 'COUNT(*)')} AS digest_rows`;
  const rowHash = `${fill(TEXT[dialect], 'COALESCE(SUM(digest_r * digest_r), 0)')} AS digest_row_hash`;
  return [
    `SELECT ${[rows, rowHash, ...steps.flatMap(({ sums }) => sums)].join(',\n  ')}`,
    `FROM (SELECT *, ${row}`,
    `FROM (SELECT *, ${steps.map((step) => step.folded).join(',\n  ')}`,
    `FROM (SELECT ${[...names, ...steps.flatMap(({ parts }) => parts)].join(',\n  ')}`,
    `FROM (SELECT ${[...names, ...steps.flatMap(({ values }) => values)].join(',\n  ')}`,
    'FROM {from}) AS digest_values) AS digest_parts) AS digest_folded) AS digest_rows',
  ].join('\n');
}
