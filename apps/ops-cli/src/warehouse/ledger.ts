import {
  type Dataset,
  firstDay,
  LEDGER_TABLE,
  LedgerRow,
  type SourceMonth,
  sourceMonth,
} from '@tlc-elt/contracts';
import type { Runtime } from '../runtime.ts';
import { isMissingTable, type QueryResult, query } from './query.ts';

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

/** Ledger rows of the months (all where none is named), newest load first. */
export async function readLedger(
  runtime: Runtime,
  dataset: Dataset,
  months: readonly SourceMonth[],
): Promise<LedgerRow[]> {
  const { columns, rows } = await queryIfLoaded(
    runtime,
    `SELECT * FROM ${LEDGER_TABLE} WHERE dataset = '${dataset}'${onlyMonths(months)} ORDER BY load_number DESC`,
  );
  return rows.map((row) => LedgerRow.parse(Object.fromEntries(columns.map((name, i) => [name, row[i]]))));
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
  return rows.map(([day]) => sourceMonth(String(day).slice(0, 7)));
}
