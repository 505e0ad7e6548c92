import { type Dataset, datasets, type SourceMonth, type TransformReport } from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import { countValues, openParquet, type ParquetFile } from '../../objects/parquet.ts';
import { type PlainValue, rowsAt, rowsWhere } from '../../objects/parquet-rows.ts';
import { readReports } from '../../objects/reports.ts';
import type { Runtime } from '../../runtime.ts';
import { readLedger } from '../../warehouse/ledger.ts';
import type { QuarantineOptions } from './options.ts';

export interface QuarantineResult {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly run_id: string;
  /** Whether these are the rows that the loaded month was rid of; false for a run that stopped before the load. */
  readonly loaded: boolean;
  readonly source_rows: number;
  readonly quarantined_rows: number;
  /** Percent of the source rows. */
  readonly share: number;
  /** Counted in the files; a row may break several rules. */
  readonly by_rule: Readonly<Record<string, number>>;
  /** Rows by the very set of rules that they break, joined by ','. */
  readonly by_rules: Readonly<Record<string, number>>;
  /** Rows as the publisher's file has them, then source_month, run_id, broken_rules. */
  readonly sample: readonly Readonly<Record<string, PlainValue>>[];
}

/** Reads the quarantine files of a month's newest attempt, or of the run that is named. */
export async function readQuarantine(
  options: QuarantineOptions,
  runtime: Runtime,
): Promise<QuarantineResult> {
  const { dataset, month } = options;
  const [report, ledger] = await Promise.all([
    reportOf(options, runtime),
    readLedger(runtime, dataset, [month]),
  ]);
  const files = await Promise.all(report.quarantine.map(({ key }) => open(runtime, report.bucket, key)));
  const byRules = await countSets(files);
  return {
    dataset,
    month,
    run_id: report.run_id,
    loaded: ledger[0]?.run_id === report.run_id && ledger[0]?.attempt === report.attempt,
    source_rows: report.source_rows,
    quarantined_rows: [...byRules.values()].reduce((sum, rows) => sum + rows, 0),
    share: share(report),
    by_rule: byRule(dataset, byRules),
    by_rules: Object.fromEntries([...byRules].sort(([, a], [, b]) => b - a)),
    sample: await sampleOf(files, options),
  };
}

const share = ({ source_rows, quarantined_rows }: TransformReport): number =>
  source_rows === 0 ? 0 : Math.round((quarantined_rows / source_rows) * 10_000) / 100;

async function reportOf(
  { dataset, month, run }: QuarantineOptions,
  runtime: Runtime,
): Promise<TransformReport> {
  const reports = await readReports(runtime, datasets[dataset], month);
  const wanted = reports.filter(({ run_id }) => run === undefined || run_id === run);
  const newest = wanted.sort((a, b) => a.written_at.localeCompare(b.written_at)).at(-1);
  if (newest) return newest;
  throw new Failed(
    run === undefined
      ? `no run has transformed ${month} yet`
      : `${run} has written no transform report of ${month}`,
    run === undefined ? runtime.hint(`run ${month}`) : runtime.hint(`quarantine ${month}`),
  );
}

async function open(runtime: Runtime, bucket: string, key: string): Promise<ParquetFile> {
  const file = await openParquet(runtime, bucket, key);
  if (file) return file;
  throw new Failed(`s3://${bucket}/${key} is missing; the transform report names it`, runtime.hint('verify'));
}

async function countSets(files: readonly ParquetFile[]): Promise<Map<string, number>> {
  const total = new Map<string, number>();
  for (const counts of await Promise.all(files.map((file) => countValues(file, 'broken_rules'))))
    for (const [rules, rows] of counts) total.set(rules, (total.get(rules) ?? 0) + rows);
  return total;
}

function byRule(dataset: Dataset, sets: ReadonlyMap<string, number>): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(
    datasets[dataset].rules.map(({ name }) => [name, 0]),
  );
  for (const [rules, rows] of sets)
    for (const rule of rules.split(',')) counts[rule] = (counts[rule] ?? 0) + rows;
  return counts;
}

async function sampleOf(
  files: readonly ParquetFile[],
  { rule, sample }: QuarantineOptions,
): Promise<Record<string, PlainValue>[]> {
  const breaks = (rules: unknown): boolean => rule === undefined || String(rules).split(',').includes(rule);
  const rows: Record<string, PlainValue>[] = [];
  for (const file of files) {
    if (rows.length >= sample) break;
    const at = await rowsWhere(file, 'broken_rules', breaks, sample - rows.length);
    rows.push(...(await rowsAt(file, at)));
  }
  return rows;
}
