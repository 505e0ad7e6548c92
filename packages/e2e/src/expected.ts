import { DuckDBInstance } from '@duckdb/node-api';
import type { Fingerprint } from './table.ts';

/** What a loaded month must count to, by SQL that was written by hand and knows no contract. */
export interface Expected {
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly quarantine_by_rule: Readonly<Record<string, number>>;
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
}

const WINDOW = (month: string): string => {
  const first = `DATE '${month}-01'`;
  return `(tpep_pickup_datetime >= ${first} - INTERVAL 1 DAY AND tpep_pickup_datetime < ${first} + INTERVAL 1 MONTH + INTERVAL 1 DAY)`;
};

const RULES: Readonly<Record<string, (month: string) => string>> = {
  trip_distance_positive: () => '(trip_distance > 0 AND isfinite(trip_distance))',
  fare_amount_positive: () => '(fare_amount > 0 AND isfinite(fare_amount))',
  total_amount_positive: () => '(total_amount > 0 AND isfinite(total_amount))',
  pickup_in_source_month: WINDOW,
};

/** Counts a published file independently of the code under test. */
export async function expectedOf(file: string, month: string): Promise<Expected> {
  const holds = Object.entries(RULES).map(
    ([name, rule]) => [name, `coalesce(${rule(month)}, false)`] as const,
  );
  const all = holds.map(([, condition]) => condition).join(' AND ');
  const counts = holds.map(([name, condition]) => `count(*) FILTER (NOT ${condition})::INTEGER AS "${name}"`);
  const [row = {}] = await query(
    `SELECT count(*)::INTEGER AS rows, count(*) FILTER (${all})::INTEGER AS accepted, ${counts.join(', ')} FROM '${file}'`,
  );
  const pickups = await query(
    `SELECT strftime(tpep_pickup_datetime, '%Y-%m') AS month, count(*)::INTEGER AS rows FROM '${file}' WHERE ${all} GROUP BY 1 ORDER BY 1`,
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
export async function expectedFingerprint(file: string, month: string): Promise<Fingerprint> {
  const holds = Object.values(RULES).map((rule) => `coalesce(${rule(month)}, false)`);
  const [row] = await query(
    `SELECT count(*)::INTEGER AS rows,
       sum(CAST(floor(extract(epoch FROM tpep_pickup_datetime)) AS BIGINT))::VARCHAR AS pickups,
       sum(CAST(round(total_amount * 100) AS BIGINT))::VARCHAR AS amounts,
       sum(CAST(PULocationID AS BIGINT) * 1000 + DOLocationID)::VARCHAR AS ids
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
