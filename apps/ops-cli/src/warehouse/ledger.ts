import { Dataset, firstDay, LEDGER_TABLE, LedgerRow, SourceMonth } from '@tlc-elt/contracts';
import * as z from 'zod';
import type { Runtime } from '../runtime.ts';
import { isMissingTable, type QueryResult, query } from './query.ts';
import type { Value } from './values.ts';

const nothing: QueryResult = { columns: [], rows: [] };

/** As `query`; no rows where the table was never made. */
export async function queryIfLoaded(runtime: Runtime, sql: string): Promise<QueryResult> {
  try {
    return await query(runtime, sql);
  } catch (error) {
    if (isMissingTable(error)) return nothing;
    throw error;
  }
}

/** `AND source_month IN (…)`, or nothing where all months are meant. */
export const onlyMonths = (months: readonly SourceMonth[]): string =>
  months.length === 0
    ? ''
    : ` AND source_month IN (${months.map((month) => `'${firstDay(month)}'`).join(', ')})`;

/** What the ledger has, newest load first. */
export interface Ledger {
  readonly loads: readonly LedgerRow[];
  readonly unreadable: readonly UnreadableRow[];
}

/** A row that no load wrote so: NULLs, numbers below zero, JSON that is none. What it says is as it stands there. */
export interface UnreadableRow {
  readonly dataset: Value;
  /** Its source month as it stands there, and the month that this is, if any. */
  readonly day: Value;
  readonly month: SourceMonth | undefined;
  readonly loadNumber: Value;
  readonly runId: Value;
  readonly reason: string;
}

/** Ledger rows of the months (all where none is named). */
export const readLedger = (
  runtime: Runtime,
  dataset: Dataset,
  months: readonly SourceMonth[],
): Promise<Ledger> => ledgerWhere(runtime, `dataset = '${dataset}'${onlyMonths(months)}`);

/** Ledger rows of months of several datasets, by one statement. */
export function readLedgerOf(
  runtime: Runtime,
  months: readonly { readonly dataset: Dataset; readonly month: SourceMonth }[],
): Promise<Ledger> {
  const conditions = Dataset.options.flatMap((dataset) => {
    const own = months.filter((each) => each.dataset === dataset).map(({ month }) => month);
    return own.length === 0 ? [] : [`(dataset = '${dataset}'${onlyMonths(own)})`];
  });
  return ledgerWhere(runtime, conditions.length === 0 ? 'FALSE' : conditions.join(' OR '));
}

/** Every row of the ledger, of every dataset, and of none. */
export const readWholeLedger = (runtime: Runtime): Promise<Ledger> => ledgerWhere(runtime, 'TRUE');

/** All columns, since a ledger that was not migrated yet lacks the newest. */
async function ledgerWhere(runtime: Runtime, condition: string): Promise<Ledger> {
  const { columns, rows } = await queryIfLoaded(
    runtime,
    `SELECT * FROM ${LEDGER_TABLE} WHERE ${condition} ORDER BY load_number DESC`,
  );
  const loads: LedgerRow[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const values of rows) {
    const row = Object.fromEntries(columns.map((name, i) => [name, values[i] ?? null]));
    const { data, error } = LedgerRow.safeParse(row);
    if (data) loads.push(data);
    else unreadable.push(unreadableRow(row, z.prettifyError(error).replaceAll('\n', '; ')));
  }
  return { loads, unreadable };
}

const unreadableRow = (row: Readonly<Record<string, Value>>, reason: string): UnreadableRow => ({
  dataset: row.dataset ?? null,
  day: row.source_month ?? null,
  month: monthOfDay(row.source_month),
  loadNumber: row.load_number ?? null,
  runId: row.run_id ?? null,
  reason,
});

/** The month of a DATE column's value; undefined where it is no first day of one. */
export function monthOfDay(value: unknown): SourceMonth | undefined {
  const day = /^(\d{4}-\d{2})-01$/.exec(String(value));
  return SourceMonth.safeParse(day?.[1]).data;
}

/** Names of the runs that the ledger has of a month. */
export async function runIdsOf(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<string[]> {
  const { rows } = await queryIfLoaded(
    runtime,
    `SELECT DISTINCT run_id FROM ${LEDGER_TABLE} WHERE dataset = '${dataset}'${onlyMonths([month])}`,
  );
  return rows.map(([runId]) => String(runId));
}

/** Months that the ledger has a load of. */
export async function loadedMonths(runtime: Runtime, dataset: Dataset): Promise<SourceMonth[]> {
  const { rows } = await queryIfLoaded(
    runtime,
    `SELECT DISTINCT source_month FROM ${LEDGER_TABLE} WHERE dataset = '${dataset}' ORDER BY 1`,
  );
  return rows.flatMap(([day]) => monthOfDay(day) ?? []);
}
