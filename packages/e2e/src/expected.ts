import { DuckDBInstance } from '@duckdb/node-api';
import type { Dataset } from '@tlc-elt/contracts';
import type { Fingerprint } from './table.ts';
import { type Trips, trips } from './trips.ts';

/** What a loaded month must count to, by SQL that was written by hand and knows no contract. */
export interface Expected {
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly quarantine_by_rule: Readonly<Record<string, number>>;
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
}

/** Every rule of a dataset's month, by name. */
function rulesOf({ pickup, rules, toleranceDays }: Trips, month: string): Record<string, string> {
  const [first, days] = [`DATE '${month}-01'`, `INTERVAL ${toleranceDays} DAY`];
  const window = `(${pickup} >= ${first} - ${days} AND ${pickup} < ${first} + INTERVAL 1 MONTH + ${days})`;
  return { ...rules, pickup_in_source_month: window };
}

/** Counts a published file independently of the code under test. */
export async function expectedOf(
  file: string,
  month: string,
  dataset: Dataset = 'yellow',
): Promise<Expected> {
  const { pickup } = trips[dataset];
  const holds = Object.entries(rulesOf(trips[dataset], month)).map(
    ([name, rule]) => [name, `coalesce(${rule}, false)`] as const,
  );
  const all = holds.map(([, condition]) => condition).join(' AND ');
  const counts = holds.map(([name, condition]) => `count(*) FILTER (NOT ${condition})::INTEGER AS "${name}"`);
  const [row = {}] = await query(
    `SELECT count(*)::INTEGER AS rows, count(*) FILTER (${all})::INTEGER AS accepted, ${counts.join(', ')} FROM '${file}'`,
  );
  const pickups = await query(
    `SELECT strftime(${pickup}, '%Y-%m') AS month, count(*)::INTEGER AS rows FROM '${file}' WHERE ${all} GROUP BY 1 ORDER BY 1`,
  );
  const { rows, accepted, ...quarantine_by_rule } = row as Record<string, number>;
  return {
    source_rows: rows ?? 0,
    accepted_rows: accepted ?? 0,
    quarantined_rows: (rows ?? 0) - (accepted ?? 0),
    quarantine_by_rule,
    pickup_months: pickups as unknown as Expected['pickup_months'],
  };
}

/** What the table must have of a published file: its accepted rows, counted without the code under test. */
export async function expectedFingerprint(
  file: string,
  month: string,
  dataset: Dataset = 'yellow',
): Promise<Fingerprint> {
  const { pickup, zones, amount } = trips[dataset];
  const holds = Object.values(rulesOf(trips[dataset], month)).map((rule) => `coalesce(${rule}, false)`);
  const [row] = await query(
    `SELECT count(*)::INTEGER AS rows,
       sum(CAST(floor(extract(epoch FROM ${pickup})) AS BIGINT))::VARCHAR AS pickups,
       sum(CAST(round(${amount} * 100) AS BIGINT))::VARCHAR AS amounts,
       sum(CAST(${zones[0]} AS BIGINT) * 1000 + CAST(${zones[1]} AS BIGINT))::VARCHAR AS ids
     FROM '${file}' WHERE ${holds.join(' AND ')}`,
  );
  return row as unknown as Fingerprint;
}

/** Rows of a query on a DuckDB of its own. */
export async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
