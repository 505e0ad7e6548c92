import { type Dataset, datasets, type LedgerRow, SourceMonth } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import { onlyMonths, queryIfLoaded, readLedger } from '../../warehouse/ledger.ts';
import type { WarehouseEvidence } from './evidence.ts';

const monthOf = (value: unknown): SourceMonth => SourceMonth.parse(String(value).slice(0, 7));

/** What ledger, table and quarantine table have, by source month; every count is made by the warehouse now. */
export async function readWarehouse(
  runtime: Runtime,
  dataset: Dataset,
  months: readonly SourceMonth[],
): Promise<Map<SourceMonth, WarehouseEvidence>> {
  const { table, quarantineTable, timeColumn } = datasets[dataset];
  const only = onlyMonths(months);
  const [ledger, trips, quarantine] = await Promise.all([
    readLedger(runtime, dataset, months),
    queryIfLoaded(
      runtime,
      `SELECT source_month, DATE_TRUNC('month', ${timeColumn}) AS pickup_month, COUNT(*) AS trips FROM ${table} WHERE TRUE${only} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    queryIfLoaded(
      runtime,
      `SELECT source_month, run_id, COUNT(*) AS rejected FROM ${quarantineTable} WHERE TRUE${only} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  ]);
  const evidence = new Map<SourceMonth, Evidence>();
  const at = (month: SourceMonth): Evidence => {
    const known = evidence.get(month) ?? { ledger: [], pickupMonths: [], quarantine: [] };
    evidence.set(month, known);
    return known;
  };
  for (const row of ledger) at(row.source_month).ledger.push(row);
  for (const [month, pickup, rows] of trips.rows)
    at(monthOf(month)).pickupMonths.push({
      month: String(pickup ?? 'unknown').slice(0, 7),
      rows: Number(rows),
    });
  for (const [month, runId, rows] of quarantine.rows)
    at(monthOf(month)).quarantine.push({ runId: String(runId), rows: Number(rows) });
  return evidence;
}

interface Evidence {
  readonly ledger: LedgerRow[];
  readonly pickupMonths: { month: string; rows: number }[];
  readonly quarantine: { runId: string; rows: number }[];
}
