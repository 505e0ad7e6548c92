import type { Dataset } from '@tlc-elt/contracts';
import type { LocalStage } from './stage.ts';
import { trips } from './trips.ts';

/** What a month is in the warehouse: enough to see any row that was lost, doubled or changed. */
export interface Fingerprint {
  readonly rows: number;
  readonly pickups: string;
  readonly amounts: string;
  readonly ids: string;
}

/** A fingerprint of each source month in a dataset's table, by an independent query. */
export async function fingerprints(
  stage: Pick<LocalStage, 'sql'>,
  dataset: Dataset = 'yellow',
): Promise<Record<string, Fingerprint>> {
  const { loadedAmount, contract } = trips[dataset];
  const rows = await stage.sql<Record<string, string | number>>(
    `SELECT source_month, COUNT(*) AS n,
       CAST(SUM(CAST(EXTRACT(epoch FROM pickup_datetime) AS BIGINT)) AS VARCHAR) AS pickups,
       CAST(SUM(CAST(ROUND(${loadedAmount} * 100) AS BIGINT)) AS VARCHAR) AS amounts,
       CAST(SUM(CAST(pickup_location_id AS BIGINT) * 1000 + dropoff_location_id) AS VARCHAR) AS ids
     FROM ${contract.table} GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(
    rows.map((row) => [
      String(row.source_month).slice(0, 7),
      {
        rows: Number(row.n),
        pickups: String(row.pickups),
        amounts: String(row.amounts),
        ids: String(row.ids),
      },
    ]),
  );
}
