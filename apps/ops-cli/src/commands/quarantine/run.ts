import { type Dataset, datasets, type SourceMonth, type TransformReport } from '@tlc-elt/contracts';
import {
  countValues,
  openParquet,
  type ParquetFile,
  type PlainValue,
  rowsAt,
  rowsWhere,
} from '@tlc-elt/stored';
import type { View } from '../../command.ts';
import { bucketOf } from '../../objects/bucket.ts';
import type { Runtime } from '../../runtime.ts';
import { cell, count, table } from '../../terminal/table.ts';
import { readLedger } from '../../warehouse/ledger.ts';
import { missing, type Options, reportOf } from './report.ts';

export { rows } from './rows.ts';
export type { Options };

const EXAMPLES = 5;

export interface Result {
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
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const { dataset, month } = options;
  const [report, { loads }] = await Promise.all([
    reportOf(options, runtime),
    readLedger(runtime, dataset, [month]),
  ]);
  const files = await Promise.all(report.quarantine.map(({ key }) => open(runtime, report.bucket, key)));
  const byRules = await countSets(files);
  return {
    dataset,
    month,
    run_id: report.run_id,
    loaded: loads[0]?.run_id === report.run_id && loads[0]?.attempt === report.attempt,
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

async function open(runtime: Runtime, bucket: string, key: string): Promise<ParquetFile> {
  const file = await openParquet(bucketOf(runtime, bucket), key);
  if (file) return file;
  throw missing(runtime, bucket, key);
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
  { rule, sample = EXAMPLES }: Options,
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

type Row = Result['sample'][number];

/** Counts by rule, then examples: one block per row, because a row has some twenty columns. */
export function render(result: Result, { style, hint }: View): string {
  const { month, run_id, loaded, quarantined_rows, source_rows, share } = result;
  const head = `${month}: ${count(quarantined_rows)} of ${count(source_rows)} rows are quarantined (${share} %), by ${run_id}`;
  if (quarantined_rows === 0) return head;
  const parts = [loaded ? head : `${head}\n${style.yellow('This run is not what is loaded.')}`];
  parts.push(rules(result), counts('rules that a row breaks together', result.by_rules));
  if (result.sample.length > 0) parts.push(...result.sample.map((row) => example(row, style)));
  if (!loaded) parts.push(`next:  ${hint(`run ${month} --accept-quarantine`)} loads the month all the same`);
  return parts.join('\n\n');
}

/** Each rule that was broken, and what it says of a good row. */
function rules({ dataset, by_rule }: Result): string {
  const sentences = new Map(datasets[dataset].rules.map(({ name, sentence }) => [name, sentence]));
  return table<[string, number]>(
    [
      { title: 'rule', value: ([name]) => name },
      { title: 'rows', value: ([, rows]) => count(rows), align: 'right' },
      { title: 'says', value: ([name]) => sentences.get(name) ?? '' },
    ],
    Object.entries(by_rule).filter(([, rows]) => rows > 0),
  );
}

const counts = (title: string, values: Readonly<Record<string, number>>): string =>
  table<[string, number]>(
    [
      { title, value: ([name]) => name },
      { title: 'rows', value: ([, rows]) => count(rows), align: 'right' },
    ],
    Object.entries(values).filter(([, rows]) => rows > 0),
  );

function example(row: Row, { dim }: View['style']): string {
  const lines = Object.entries(row).map(([name, value]) => ({
    name: cell(name),
    value: cell(String(value ?? dim('NULL'))),
  }));
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines.map(({ name, value }) => `${name.padEnd(width)}  ${value}`).join('\n');
}
