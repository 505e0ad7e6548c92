import type { SourceMonth } from '@tlc-elt/contracts';
import type { Runtime } from '../../runtime.ts';
import type { WarehouseEvidence } from './evidence.ts';
import { judgeMonth } from './judge.ts';
import type { VerifyOptions } from './options.ts';
import { readStored } from './read-stored.ts';
import { readWarehouse } from './read-warehouse.ts';
import type { MonthReport, VerifyResult } from './report.ts';

/** Months whose files are read at the same time. */
const MONTHS_AT_ONCE = 6;

const nothing: WarehouseEvidence = { ledger: [], pickupMonths: [], quarantine: [] };

/** Recounts the months from table, files and ledger. */
export async function verifyMonths(options: VerifyOptions, runtime: Runtime): Promise<VerifyResult> {
  const warehouse = await readWarehouse(runtime, options.dataset, options.months);
  const wanted = options.months.length > 0 ? options.months : [...warehouse.keys()].sort();
  const months: MonthReport[] = [];
  for (let i = 0; i < wanted.length; i += MONTHS_AT_ONCE) {
    runtime.progress.status(`verifying ${wanted[i]} (${i + 1} of ${wanted.length})`);
    const part = wanted.slice(i, i + MONTHS_AT_ONCE);
    months.push(
      ...(await Promise.all(part.map((month) => verifyMonth(options, runtime, month, warehouse.get(month))))),
    );
  }
  runtime.progress.status('');
  return { ok: months.every(({ status }) => status === 'ok'), months };
}

async function verifyMonth(
  { dataset, deep }: VerifyOptions,
  runtime: Runtime,
  month: SourceMonth,
  warehouse = nothing,
): Promise<MonthReport> {
  const newest = warehouse.ledger[0];
  const stored = newest && (await readStored(runtime, newest, deep));
  return judgeMonth({ dataset, month, warehouse, stored }, runtime.hint);
}
