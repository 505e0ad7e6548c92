import {
  type Dataset,
  type DatasetContract,
  datasets,
  digestSelect,
  digestsOf,
  firstDay,
  type LedgerRow,
  quarantineColumns,
  type SourceMonth,
} from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import {
  monthOfDay,
  onlyMonths,
  queryIfLoaded,
  readWholeLedger,
  type UnreadableRow,
} from '../../warehouse/ledger.ts';
import { query } from '../../warehouse/query.ts';
import type { StrayEvidence, StrayRows, TableDigests, WarehouseEvidence } from './evidence.ts';

/** What the warehouse has, by source month, and what is of none. */
export interface Warehouse {
  readonly months: ReadonlyMap<SourceMonth, WarehouseEvidence>;
  readonly strays: StrayEvidence;
  /** What it has of any other month. */
  readonly nothing: WarehouseEvidence;
}

/** Ledger, table and quarantine table; every count is made by the warehouse now. */
export async function readWarehouse(
  runtime: Runtime,
  dataset: Dataset,
  months: readonly SourceMonth[],
): Promise<Warehouse> {
  const { table, quarantineTable, timeColumn } = datasets[dataset];
  const only = onlyMonths(months);
  const [ledger, trips, quarantine] = await Promise.all([
    readWholeLedger(runtime),
    queryIfLoaded(
      runtime,
      `SELECT source_month, DATE_TRUNC('month', ${timeColumn}) AS pickup_month, COUNT(*) AS trips FROM ${table} WHERE TRUE${only} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    queryIfLoaded(
      runtime,
      `SELECT source_month, run_id, COUNT(*) AS rejected FROM ${quarantineTable} WHERE TRUE${only} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
  ]);
  const own = (row: { readonly dataset: unknown }): boolean => row.dataset === dataset;
  const doubledNumbers = doubled([
    ...ledger.loads.filter(own).map((load) => load.load_number),
    ...ledger.unreadable.filter(own).map((row) => row.loadNumber),
  ]);
  const found = new Map<SourceMonth, Evidence>();
  const at = (month: SourceMonth): Evidence => {
    const known = found.get(month) ?? emptyEvidence(doubledNumbers);
    found.set(month, known);
    return known;
  };
  const wanted = (month: SourceMonth): boolean => months.length === 0 || months.includes(month);
  for (const row of ledger.loads)
    if (row.dataset === dataset && wanted(row.source_month)) at(row.source_month).ledger.push(row);
  for (const row of ledger.unreadable)
    if (row.dataset === dataset && row.month && wanted(row.month)) at(row.month).unreadable.push(row);
  for (const [day, pickup, rows] of trips.rows) {
    const month = monthOfDay(day);
    if (month)
      at(month).pickupMonths.push({ month: String(pickup ?? 'unknown').slice(0, 7), rows: Number(rows) });
  }
  for (const [day, runId, rows] of quarantine.rows) {
    const month = monthOfDay(day);
    if (month) at(month).quarantine.push({ runId: String(runId), rows: Number(rows) });
  }
  const ofNone = ledger.unreadable.filter((row) => row.dataset === dataset && row.month === undefined);
  return {
    months: found,
    nothing: emptyEvidence(doubledNumbers),
    strays: {
      trips: straysOf(trips.rows.map(([day, , rows]) => [day, rows])),
      quarantine: straysOf(quarantine.rows.map(([day, , rows]) => [day, rows])),
      ledger: straysOf(ofNone.map(({ day }) => [day, 1])),
      unknownDatasets: ledger.unreadable.filter((row) => !(String(row.dataset) in datasets)).length,
    },
  };
}

interface Evidence {
  readonly ledger: LedgerRow[];
  readonly unreadable: UnreadableRow[];
  readonly doubledNumbers: ReadonlySet<number>;
  readonly pickupMonths: { month: string; rows: number }[];
  readonly quarantine: { runId: string; rows: number }[];
}

const emptyEvidence = (doubledNumbers: ReadonlySet<number>): Evidence => ({
  ledger: [],
  unreadable: [],
  doubledNumbers,
  pickupMonths: [],
  quarantine: [],
});

function doubled(numbers: readonly unknown[]): Set<number> {
  const seen = new Set<unknown>();
  const twice = new Set<number>();
  for (const number of numbers) {
    if (typeof number === 'number' && seen.has(number)) twice.add(number);
    seen.add(number);
  }
  return twice;
}

/** Rows by day, of days that are no month's first. */
function straysOf(rows: readonly (readonly [day: unknown, rows: unknown])[]): StrayRows[] {
  const byDay = new Map<string | null, number>();
  for (const [value, count] of rows) {
    if (monthOfDay(value) !== undefined) continue;
    const day = value === null ? null : String(value);
    byDay.set(day, (byDay.get(day) ?? 0) + Number(count));
  }
  return [...byDay].map(([day, n]) => ({ day, rows: n }));
}

/** Digests of a month's rows in both tables. */
export async function readDigests(
  runtime: Runtime,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<TableDigests> {
  const [trips, quarantine] = await Promise.all([
    digest(runtime, contract.table, contract.columns, month),
    digest(runtime, contract.quarantineTable, quarantineColumns, month),
  ]);
  return { trips, quarantine };
}

async function digest(
  runtime: Runtime,
  table: string,
  columns: DatasetContract['columns'],
  month: SourceMonth,
) {
  const from = `(SELECT * FROM ${table} WHERE source_month = '${firstDay(month)}') AS rows_of_month`;
  const result = await query(runtime, digestSelect(columns, 'redshift').replace('{from}', from));
  return digestsOf(Object.fromEntries(result.columns.map((name, i) => [name, result.rows[0]?.[i]])));
}
