import type { DatasetContract } from '../dataset/contract.ts';
import type { Bins, Category, Measure } from './contract.ts';

/** A time as a DOUBLE of microseconds. */
const MICROS = 'CAST(epoch_us($1) AS DOUBLE)';

/** What rows are counted by: SQL over the table's columns, and the label that is made of it, as `v`. */
interface Part {
  readonly name: string;
  readonly value: string;
  readonly isText: boolean;
  /** A number by `v`; else `v` itself is the label. */
  readonly place?: string;
  /** The only column that `value` names. */
  readonly column?: string;
  readonly mostLabels?: number;
}

/** Place of the bin of a number `v`: from 0 on, -1 below the bins, and their number above. */
function placeOf({ from, spans }: Bins): string {
  let [start, places] = [from, 0];
  const within = spans.map(({ width, until }) => {
    const place = `WHEN v < ${until} THEN ${places} + FLOOR((v - ${start}) / ${width})`;
    [start, places] = [until, places + (until - start) / width];
    return place;
  });
  return `CAST(CASE WHEN v < ${from} THEN -1 ${within.join(' ')} WHEN v IS NOT NULL THEN ${places} END AS BIGINT)`;
}

const measurePart = ({ name, sql, column, bins }: Measure): Part => ({
  name: `measures.${name}`,
  value: sql,
  isText: false,
  place: placeOf(bins),
  ...(column !== undefined && { column }),
});

/** The most frequent values; one for NULL and one more, which tells whether there are others. */
const categoryPart = ({ name, sql, column, isText, mostValues }: Category): Part => ({
  name: `categories.${name}`,
  value: sql,
  isText,
  ...(column !== undefined && { column }),
  mostLabels: mostValues + 2,
});

/** Days by hours since 1970; zones by 24 × their id + the hour of the day, where an id of no zone counts as 0. */
function partsOf({ timeColumn, profile }: DatasetContract): Part[] {
  const hour = `HOUR(${timeColumn})`;
  const { column, last } = profile?.zones ?? { column: 'NULL', last: 0 };
  const zone = `CASE WHEN ${column} BETWEEN 1 AND ${last} THEN ${column} * 24 + ${hour} WHEN ${column} IS NOT NULL THEN ${hour} END`;
  return [
    { name: 'days', value: `FLOOR(MICROS(${timeColumn}) / 3600000000)`, isText: false },
    ...(profile?.zones ? [{ name: 'zones', value: zone, isText: false }] : []),
    ...(profile?.measures ?? []).map(measurePart),
    ...(profile?.categories ?? []).map(categoryPart),
  ];
}

/** NULL first, then the most frequent ones: what is beyond them need not reach Python. */
const FREQUENT = 'CASE WHEN label IS NULL THEN 0 ELSE 1 END, trips DESC, label';

/** A scan for each part, and each of few columns: DuckDB groups the dictionaries of a parquet file by their entries. */
function byScans(parts: readonly Part[]): string {
  const scan = ({ name, value, isText, place, column, mostLabels }: Part): string => {
    const by = column ?? 'v';
    const found = `SELECT ${column ?? `${value} AS v`} FROM {from}`;
    const counted = `SELECT ${by}, COUNT(*) AS trips FROM (${found}) AS found GROUP BY ${by}`;
    const valued = `SELECT ${column === undefined ? 'v' : `${value} AS v`}, trips FROM (${counted}) AS counted`;
    const label = isText ? 'v' : `CAST(${place ?? 'CAST(v AS BIGINT)'} AS VARCHAR)`;
    const ends = ['MIN(v)', 'MAX(v)'].map((end) => (place === undefined ? 'NULL' : `CAST(${end} AS BIGINT)`));
    const select = `SELECT '${name}', label, CAST(SUM(trips) AS BIGINT) AS trips, ${ends.join(', ')} FROM (SELECT ${label} AS label, v, trips FROM (${valued}) AS valued) AS labelled GROUP BY label`;
    return mostLabels === undefined ? select : `(${select} ORDER BY ${FREQUENT} LIMIT ${mostLabels})`;
  };
  return parts.map(scan).join('\nUNION ALL ');
}

/**
 * A SELECT that counts the rows of `{from}`, the table: part, label as text (NULL where there is no value), trips, and of
 * a measure the least and the greatest number. What it gives is read by tlc_elt's profile.py.
 */
export const profileSelect = (contract: DatasetContract): string =>
  byScans(partsOf(contract)).replace(/MICROS\((\w+)\)/g, MICROS);
