import {
  type Dataset,
  datasets,
  type LedgerRow,
  monthPrefix,
  parameterNames,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { datasetsOf } from '../../aws/schedule.ts';
import { ExitCode } from '../../exit-code.ts';
import type { WriteRows } from '../../export/rows.ts';
import { listObjects } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import { oneLine } from '../../terminal/screen.ts';
import { adviceOf } from './advice.ts';
import type { StoredEvidence, WarehouseEvidence } from './evidence.ts';
import { judgeMonth } from './judge.ts';
import { isUnclear } from './judge-ledger.ts';
import { judgeStrays } from './judge-strays.ts';
import { mendLedgerCopy } from './ledger-copy.ts';
import { verifyLookup } from './lookups.ts';
import { readStored } from './read-stored.ts';
import { readDigests, readWarehouse, type Warehouse } from './read-warehouse.ts';
import type { MonthReport, Problem, Result } from './report.ts';
import { rowsOfMonths } from './rows.ts';

export { render } from './render.ts';
export type { Result };

/**
 * How much is read: footers, documents and counts; with digests of the tables (`quick`); with the hashes of the raw
 * files (`hashed`); with the rows of every file (`deep`).
 */
export type Depth = 'counts' | 'quick' | 'hashed' | 'deep';

export interface Options {
  /** `all`: those that the stage runs each month. */
  readonly dataset: Dataset | 'all';
  /** Empty: every month of ledger and table. */
  readonly months: readonly SourceMonth[];
  readonly depth: Depth;
}

/** Months whose files are read at the same time; `deep` has a month's files on disk, and uses every core. */
const MONTHS_AT_ONCE = { counts: 6, quick: 6, hashed: 6, deep: 1 } as const;

/** Proves the months again from table, files and ledger. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const results: Result[] = [];
  for (const dataset of await datasetsOf(runtime, options.dataset))
    results.push(await verifyDataset({ ...options, dataset, among: options.dataset === 'all' }, runtime));
  const problems = results.flatMap((result) => result.problems);
  return {
    ok: results.every(({ ok }) => ok),
    months: results.flatMap(({ months }) => months),
    // Ledger and lookup are those of several datasets: what is wrong with them is found with each.
    problems: problems.filter(({ message }, i) => problems.findIndex((one) => one.message === message) === i),
  };
}

/** `among`: others are verified with it. */
type OfDataset = Options & { readonly dataset: Dataset; readonly among: boolean };

/** Proves months of one dataset. */
export async function verifyDataset(options: OfDataset, runtime: Runtime): Promise<Result> {
  const warehouse = await readWarehouse(runtime, options.dataset, options.months);
  const wantedMonths = options.months.length > 0 ? options.months : [...warehouse.months.keys()].sort();
  const months: MonthReport[] = [];
  const atOnce = MONTHS_AT_ONCE[options.depth];
  for (let i = 0; i < wantedMonths.length; i += atOnce) {
    runtime.progress.status(`verifying ${wantedMonths[i]} (${i + 1} of ${wantedMonths.length})`);
    const verify = (month: SourceMonth): Promise<MonthReport> =>
      verifyMonth(options, runtime, month, warehouse.months.get(month) ?? warehouse.nothing);
    months.push(...(await Promise.all(wantedMonths.slice(i, i + atOnce).map(verify))));
  }
  runtime.progress.status('');
  const problems = options.months.length > 0 ? [] : await verifyOthers(options, runtime, warehouse);
  const ok = problems.length === 0 && months.every(({ status }) => status === 'ok');
  return { ok, months, problems };
}

/** What is of no month: stray rows, and the lookup that names the dataset's ids. */
async function verifyOthers(options: OfDataset, runtime: Runtime, { strays }: Warehouse): Promise<Problem[]> {
  const { dataset, depth } = options;
  const advice = adviceOf(runtime, options);
  const { named } = datasets[dataset];
  const ofLookup = named && depth !== 'counts' ? await verifyLookup(named.lookup, runtime, advice) : [];
  return [...judgeStrays(dataset, strays, advice), ...ofLookup];
}

export const exitCode = ({ ok }: Result): ExitCode => (ok ? ExitCode.ok : ExitCode.failed);

/** A row for each month; what is of no month is said beside. */
export async function rows(options: Options, runtime: Runtime, write: WriteRows): Promise<ExitCode> {
  const result = await run(options, runtime);
  await write(rowsOfMonths(result.months));
  for (const { code, message, next } of result.problems)
    runtime.progress.line(`${code}: ${oneLine(message)}\nnext:  ${oneLine(next)}`);
  return exitCode(result);
}

async function verifyMonth(
  options: OfDataset,
  runtime: Runtime,
  month: SourceMonth,
  warehouse: WarehouseEvidence,
): Promise<MonthReport> {
  const { dataset, depth } = options;
  const unclear = isUnclear(warehouse);
  const newest = unclear ? undefined : warehouse.ledger[0];
  const isProved = newest?.accepted_digests != null;
  const [ledgerCopy, stored, digests] = await Promise.all([
    unclear ? null : mendLedgerCopy(runtime, { dataset, month }, newest),
    newest && readStored(runtime, newest, depth === 'hashed' || depth === 'deep'),
    isProved && depth !== 'counts' ? readDigests(runtime, datasets[dataset], month) : undefined,
  ]);
  const judged = judgeMonth(
    {
      dataset,
      month,
      now: runtime.now(),
      warehouse,
      stored,
      digests,
      contents:
        newest && stored && depth === 'deep' ? await readContents(runtime, newest, stored) : undefined,
      ingested: newest !== undefined || (await isIngested(runtime, dataset, month)),
    },
    adviceOf(runtime, options),
  );
  return { ...judged, ledger_copy: ledgerCopy };
}

/** Loaded only where it is asked for: DuckDB is large. */
const readContents = async (runtime: Runtime, load: LedgerRow, stored: StoredEvidence) =>
  (await import('./read-contents.ts')).readContents(runtime, load, stored);

async function isIngested(runtime: Runtime, dataset: Dataset, month: SourceMonth): Promise<boolean> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).rawBucket);
  return (await listObjects(runtime, bucket, monthPrefix(dataset, month))).objects.length > 0;
}
