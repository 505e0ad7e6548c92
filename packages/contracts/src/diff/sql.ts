import type { DatasetContract } from '../dataset/contract.ts';
import { type ComparedColumn, comparedColumns } from './compared-columns.ts';

/** Rows that are written into files of a part each, and then looked at part by part: memory does not grow with them. */
export interface DiffPass {
  /** Query of one number: how many rows there are. */
  readonly rows: string;
  /** So many of them are looked at together. */
  readonly rows_of_a_part: number;
  /** Writes them into `{folder}`, a new one, as `{parts}` parts. */
  readonly spread: string;
  /** Statements for each part, of which `{part}` names the files. */
  readonly each: readonly string[];
}

/**
 * SQL of DuckDB that compares two publications, run by `ops diff` and by IngestRaw: `prepare`, the passes, then `queries`.
 * Placeholders: `{before}` and `{after}`, relations of all compared columns in which a column that not both files have is NULL;
 * `{whole_before}` and `{whole_after}`, the same with what each file has; `{window_start}` and `{window_end}` of the month.
 */
export interface DiffSql {
  readonly columns: readonly ComparedColumn[];
  readonly prepare: readonly string[];
  /** The first leaves in `hashes_apart` which rows may be in one file only, the second adds up in `apart` those that are. */
  readonly passes: readonly DiffPass[];
  /** Member of a PublicationDiff → the query of its rows, whose columns are named as there. */
  readonly queries: Readonly<Record<'rows' | 'by_column' | 'by_day' | 'by_zone' | 'money', string>>;
}

const HASHES_OF_A_PART = 4_000_000;
const CANDIDATES_OF_A_PART = 1_000_000;

/** Exact, and the same in every order of the rows; NaN, and what no fare comes near, are no money. */
const cents = (value: string): string => `TRY_CAST(${value} AS DECIMAL(18, 2))`;
const quoted = (name: string): string => `"${name}"`;
const list = (items: readonly string[]): string => items.join(', ');

/** The statements and queries for a dataset. */
export function diffSql(contract: DatasetContract): DiffSql {
  const { money, identifiedBy } = contract.republication;
  const columns = comparedColumns(contract);
  const names = columns.map(({ name }) => name);
  const others = names.filter((name) => !identifiedBy.includes(name));
  return {
    columns,
    prepare: [HASHES_TABLE, apartTable(others), moneyOf('before', money), moneyOf('after', money)],
    passes: [
      {
        rows: 'SELECT (SELECT COUNT(*) FROM {before}) + (SELECT COUNT(*) FROM {after})',
        rows_of_a_part: HASHES_OF_A_PART,
        spread: spreadHashes(names),
        each: [HASHES_OF_PART],
      },
      {
        rows: 'SELECT COALESCE(SUM(ABS(copies)), 0) FROM hashes_apart',
        rows_of_a_part: CANDIDATES_OF_A_PART,
        spread: spreadCandidates(names, identifiedBy),
        each: [
          numberedRows(names, identifiedBy, others),
          pairs(names, identifiedBy),
          addedUp(contract, others),
        ],
      },
    ],
    queries: {
      rows: `SELECT ${countApart} FROM apart`,
      by_column: `SELECT * FROM (${others.map((name) => changedIn(name, money.includes(name))).join('\nUNION ALL ')})\nWHERE rows > 0 ORDER BY rows DESC, "column"`,
      by_day: `SELECT day, ${countApart} FROM apart GROUP BY day ORDER BY day NULLS LAST`,
      by_zone:
        contract.republication.zone === undefined
          ? NO_ROWS
          : `SELECT zone, ${countApart} FROM apart GROUP BY zone ORDER BY zone NULLS LAST`,
      money: money.length === 0 ? NO_ROWS : money.map(moneyLine).join('\nUNION ALL '),
    },
  };
}

const NO_ROWS = 'SELECT 0 WHERE FALSE';

const HASHES_TABLE = 'CREATE OR REPLACE TEMP TABLE hashes_apart (hash UBIGINT, copies HUGEINT)';

function spreadHashes(names: readonly string[]): string {
  const hash = `hash(${list(names.map(quoted))})`;
  return `COPY (SELECT *, hash % {parts} AS part FROM (SELECT ${hash} AS hash, -1 AS copies FROM {before}
UNION ALL SELECT ${hash}, 1 FROM {after})) TO '{folder}' (FORMAT parquet, PARTITION_BY (part))`;
}

/** Hashes that one publication has more often than the other: whatever has none of them is in both. */
const HASHES_OF_PART =
  "INSERT INTO hashes_apart SELECT hash, SUM(copies) FROM read_parquet('{part}') GROUP BY hash HAVING SUM(copies) <> 0";

function spreadCandidates(names: readonly string[], identifiedBy: readonly string[]): string {
  const columns = list(names.map(quoted));
  const of = (relation: string, copies: number): string =>
    `SELECT ${columns}, ${copies} AS copies, CAST(hash(${list(identifiedBy.map(quoted))}) % {parts} AS INTEGER) AS part
  FROM (SELECT *, hash(${columns}) AS hash FROM ${relation}) SEMI JOIN hashes_apart USING (hash)`;
  return `COPY (${of('{before}', -1)}
UNION ALL ${of('{after}', 1)}) TO '{folder}' (FORMAT parquet, PARTITION_BY (part))`;
}

/**
 * What is left of the candidates where equal rows cancel each other; each with its number among the rows of its publication
 * that are identified as it is.
 */
const numberedRows = (
  names: readonly string[],
  identifiedBy: readonly string[],
  others: readonly string[],
): string => `CREATE OR REPLACE TEMP TABLE numbered_rows AS
SELECT *, ROW_NUMBER() OVER (PARTITION BY side, ${list(identifiedBy.map(quoted))} ORDER BY ${list(others.map(quoted))}) AS nth
FROM (SELECT * EXCLUDE (copies), IF(copies < 0, 'before', 'after') AS side, UNNEST(range(CAST(ABS(copies) AS BIGINT))) AS copy
FROM (SELECT ${list(names.map(quoted))}, SUM(copies) AS copies FROM read_parquet('{part}') GROUP BY ${list(names.map(quoted))} HAVING SUM(copies) <> 0))`;

/** Pairs of the same identity and number are a changed row; a row without a pair was added or removed. */
function pairs(names: readonly string[], identifiedBy: readonly string[]): string {
  const of = (side: string): string =>
    list(names.map((name) => `${side}.${quoted(name)} AS ${quoted(`${side} ${name}`)}`));
  const same = [...identifiedBy.map(quoted), 'nth'].map(
    (name) => `before.${name} IS NOT DISTINCT FROM after.${name}`,
  );
  return `CREATE OR REPLACE TEMP TABLE pairs AS
SELECT CASE WHEN before.nth IS NULL THEN 'added' WHEN after.nth IS NULL THEN 'removed' ELSE 'changed' END AS kind,
  ${of('before')},
  ${of('after')}
FROM (SELECT * FROM numbered_rows WHERE side = 'before') AS before
FULL JOIN (SELECT * FROM numbered_rows WHERE side = 'after') AS after ON ${same.join(' AND ')}`;
}

/** Counts of rows, of values that differ, and cents that were gained, by kind, day and zone. */
const apartTable = (others: readonly string[]): string =>
  `CREATE OR REPLACE TEMP TABLE apart (kind VARCHAR, day VARCHAR, zone INTEGER, rows HUGEINT, ${list(
    others.map((name) => `${quoted(`changed ${name}`)} HUGEINT, ${quoted(`gained ${name}`)} DECIMAL(38, 2)`),
  )})`;

function addedUp({ columns, timeColumn, republication }: DatasetContract, others: readonly string[]): string {
  const { zone, money } = republication;
  const time = columns.find(({ name }) => name === timeColumn)?.source ?? timeColumn;
  const counted = others.map((name) => {
    const [before, after] = [quoted(`before ${name}`), quoted(`after ${name}`)];
    const gained = money.includes(name)
      ? `SUM(COALESCE(${cents(after)}, 0) - COALESCE(${cents(before)}, 0))`
      : 'NULL';
    return `COUNT(*) FILTER (${before} IS DISTINCT FROM ${after}), ${gained}`;
  });
  return `INSERT INTO apart SELECT kind, ${dayOf(time)} AS day, ${zone === undefined ? 'NULL' : zoneOf(zone)} AS zone, COUNT(*), ${counted.join(',\n  ')}
FROM pairs GROUP BY ALL`;
}

/** A value of the row, whichever side it is of. */
const either = (name: string): string => `COALESCE(${quoted(`after ${name}`)}, ${quoted(`before ${name}`)})`;

const dayOf = (time: string): string =>
  `CASE WHEN ${either(time)} >= TIMESTAMP '{window_start}' AND ${either(time)} < TIMESTAMP '{window_end}' THEN strftime(${either(time)}, '%Y-%m-%d') END`;

/** Zones have numbers from 1 to 265: whatever else stands there must not make the list longer. */
const zoneOf = (zone: string): string =>
  `CASE WHEN ${either(zone)} BETWEEN 1 AND 265 THEN CAST(${either(zone)} AS INTEGER) END`;

const countApart = list(
  ['added', 'removed', 'changed'].map(
    (kind) => `CAST(COALESCE(SUM(rows) FILTER (kind = '${kind}'), 0) AS INTEGER) AS ${kind}`,
  ),
);

const changedIn = (name: string, isMoney: boolean): string =>
  `SELECT '${name}' AS "column", CAST(SUM(${quoted(`changed ${name}`)}) AS INTEGER) AS rows, CAST(${isMoney ? `SUM(${quoted(`gained ${name}`)})` : 'NULL'} AS DOUBLE) AS money FROM apart WHERE kind = 'changed'`;

const moneyOf = (side: string, money: readonly string[]): string =>
  `CREATE OR REPLACE TEMP TABLE money_${side} AS SELECT ${list(['COUNT(*)', ...money.map((name) => `SUM(${cents(quoted(name))}) AS ${quoted(name)}`)])} FROM {whole_${side}}`;

const moneyLine = (name: string): string => {
  const [before, after] = ['money_before', 'money_after'].map((table) => `${table}.${quoted(name)}`);
  return `SELECT '${name}' AS "column", CAST(${before} AS DOUBLE) AS before, CAST(${after} AS DOUBLE) AS after,
  CAST(COALESCE(${after}, 0) - COALESCE(${before}, 0) AS DOUBLE) AS difference FROM money_before, money_after`;
};
