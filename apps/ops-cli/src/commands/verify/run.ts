import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import type { WarehouseEvidence } from './evidence.ts';
import { judgeMonth } from './judge.ts';
import { readStored } from './read-stored.ts';
import { readWarehouse } from './read-warehouse.ts';
import type { MonthReport, Result } from './report.ts';

export { render } from './render.ts';
export type { Result };

export interface Options {
  readonly dataset: Dataset;
  /** Empty: every month of ledger and table. */
  readonly months: readonly SourceMonth[];
  /** Also hash the raw files: each is read whole. */
  readonly deep: boolean;
}

/** Months whose files are read at the same time. */
const MONTHS_AT_ONCE = 6;

const nothing: WarehouseEvidence = { ledger: [], pickupMonths: [], quarantine: [] };

/** Recounts the months from table, files and ledger. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const warehouse = await readWarehouse(runtime, options.dataset, options.months);
  const wantedMonths = options.months.length > 0 ? options.months : [...warehouse.keys()].sort();
  const months: MonthReport[] = [];
  for (let i = 0; i < wantedMonths.length; i += MONTHS_AT_ONCE) {
    runtime.progress.status(`verifying ${wantedMonths[i]} (${i + 1} of ${wantedMonths.length})`);
    const part = wantedMonths.slice(i, i + MONTHS_AT_ONCE);
    months.push(
      ...(await Promise.all(part.map((month) => verifyMonth(options, runtime, month, warehouse.get(month))))),
    );
  }
  runtime.progress.status('');
  return { ok: months.every(({ status }) => status === 'ok'), months };
}

export const exitCode = ({ ok }: Result): ExitCode => (ok ? ExitCode.ok : ExitCode.failed);

async function verifyMonth(
  { dataset, deep }: Options,
  runtime: Runtime,
  month: SourceMonth,
  warehouse = nothing,
): Promise<MonthReport> {
  const newest = warehouse.ledger[0];
  const stored = newest && (await readStored(runtime, newest, deep));
  return judgeMonth({ dataset, month, warehouse, stored }, runtime.hint);
}
