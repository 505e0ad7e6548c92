import {
  type Dataset,
  DEFAULT_DATASET,
  monthPrefix,
  parameterNames,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { planOf, readHistory, type Story } from '@tlc-elt/executions';
import { datasetsOf } from '../../aws/schedule.ts';
import type { View } from '../../command.ts';
import { Failed } from '../../errors.ts';
import { type Execution, findExecution, listExecutions, subjectOf } from '../../executions/executions.ts';
import { HistoryReader } from '../../executions/history-reader.ts';
import { endOfStory } from '../../executions/story-end.ts';
import { listObjects } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import { table } from '../../terminal/table.ts';
import type { MonthOrExecution } from '../month-operand.ts';
import { type CostItem, estimate } from './estimate.ts';
import { estimateMonth, type Month } from './month.ts';
import { prices } from './prices.ts';
import { usageOf, waitsOf } from './usage.ts';

export interface Options {
  /** Undefined: the newest execution that loaded something. */
  readonly of: MonthOrExecution | undefined;
  /** `all`: one execution of each that the stage runs each month. */
  readonly dataset: Dataset | 'all';
}

/** What one execution cost. */
export interface RunCost {
  readonly execution: string;
  readonly status: string;
  readonly items: readonly CostItem[];
  readonly total_usd: number;
}

export interface Result {
  readonly region: string;
  readonly prices_as_of: string;
  readonly runs: readonly RunCost[];
  /** Of all runs. */
  readonly total_usd: number;
  /** What waiting, watching and keeping cost in the month of the runs; empty where none got as far as a plan. */
  readonly month_items: readonly CostItem[];
  readonly month_usd: number;
  readonly notes: readonly string[];
}

/** What runs cost on AWS, or would have: the local cloud reports its usage as AWS does. */
export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const runs: RunCost[] = [];
  const months: Month[] = [];
  for (const execution of await executionsOf(options, runtime)) {
    const story = readHistory(await new HistoryReader(runtime, execution.arn).read());
    const items = estimate(await usageOf(runtime, story, 'with functions'));
    runs.push({ execution: execution.name, status: execution.status, items, total_usd: sumOf(items) });
    months.push(...(await monthOf(runtime, execution, story)));
  }
  const monthItems = months.length === 0 ? [] : estimateMonth(months);
  return {
    region: prices.region,
    prices_as_of: prices.asOf,
    runs,
    total_usd: runs.reduce((sum, { total_usd }) => sum + total_usd, 0),
    month_items: monthItems,
    month_usd: sumOf(monthItems),
    notes: [
      'Redshift is estimated by the time of LoadRedshift, at base capacity; SYS_SERVERLESS_USAGE has what was charged. Commands that ask the warehouse wake it too.',
      'The prices were written down without AWS\u2019s pages at hand: compare them before you rely on them.',
      `Left out: free tiers, reads of S3 (under a tenth of a cent a run), what Glue itself measures, and a dashboard, which is free to an account's first three and $${prices.dashboardMonth.usd} beyond.`,
      ...(runtime.endpoint === 'local' ? ['The seconds are those of this machine, not of AWS.'] : []),
    ],
  };
}

const sumOf = (items: readonly CostItem[]): number => items.reduce((sum, { usd }) => sum + usd, 0);

/** The execution that is named; otherwise one of each dataset. */
async function executionsOf({ of, dataset }: Options, runtime: Runtime): Promise<Execution[]> {
  if (of !== undefined && 'execution' in of) return [await findExecution(runtime, of)];
  const found: Execution[] = [];
  for (const each of await datasetsOf(runtime, dataset)) found.push(await newestOf(each, of?.month, runtime));
  return found;
}

/** Of a dataset's month, or of all its months: the newest execution that loaded something, else the newest. */
async function newestOf(
  dataset: Dataset,
  month: SourceMonth | undefined,
  runtime: Runtime,
): Promise<Execution> {
  let newest: Execution | undefined;
  for (const execution of await listExecutions(runtime)) {
    const subject = await subjectOf(runtime, execution);
    if (subject?.dataset !== dataset || subject.month !== (month ?? subject.month)) continue;
    newest ??= execution;
    const story = await endOfStory(runtime, execution.arn);
    if (story.end !== undefined && planOf(story)?.outcome === 'load') return execution;
  }
  if (newest) return newest;
  const flag = dataset === DEFAULT_DATASET ? '' : ` --dataset ${dataset}`;
  throw new Failed(
    `no execution of ${dataset}${month === undefined ? '' : ` ${month}`} is known`,
    runtime.hint(`run ${month ?? '2024-09'}${flag}`),
  );
}

/** What the month takes besides its run; nothing where the run did not get as far as a plan. */
async function monthOf(runtime: Runtime, { name }: Execution, story: Story): Promise<Month[]> {
  const plan = planOf(story);
  if (plan === undefined) return [];
  const [parameters, names] = [await runtime.parameters(), parameterNames(runtime.stage)];
  const prefix = monthPrefix(plan.dataset, plan.month);
  const [raw, processed] = await Promise.all(
    [names.rawBucket, names.processedBucket].map((bucket) =>
      listObjects(runtime, parameters.get(bucket), prefix),
    ),
  );
  const bytesOf = (listed: typeof raw, of: RegExp): number =>
    (listed?.objects ?? []).filter(({ key }) => of.test(key)).reduce((sum, { bytes }) => sum + bytes, 0);
  const run = plan.outcome === 'already_loaded' ? plan.loaded_by : name;
  const month = {
    dataset: plan.dataset,
    waits: waitsOf(story),
    stored: bytesOf(raw, /./) + bytesOf(processed, /./),
    // Redshift packs columns about as parquet does.
    table: bytesOf(processed, new RegExp(`/${run}/[^/]+/(trips|quarantine_copy)/`)),
  };
  return [month];
}

const dollars = (usd: number): string => `$${usd.toFixed(6)}`;

export function render(result: Result, { style }: View): string {
  const { runs, month_items, region, prices_as_of, notes } = result;
  const total = (usd: number) => ({ item: 'total', usd, arithmetic: '' });
  return [
    ...runs.flatMap(({ execution, status, items, total_usd }) => [
      `${style.bold(execution)} (${status}), list prices of ${region} as of ${prices_as_of}`,
      costs([...items, total(total_usd)]),
    ]),
    ...(runs.length > 1 ? [`All ${runs.length} runs: ${dollars(result.total_usd)}`] : []),
    ...(month_items.length > 0
      ? ['A month of waiting, watching and keeping:', costs([...month_items, total(result.month_usd)])]
      : []),
    style.dim(notes.join('\n')),
  ].join('\n\n');
}

const costs = (items: readonly Pick<CostItem, 'item' | 'usd' | 'arithmetic'>[]): string =>
  table<Pick<CostItem, 'item' | 'usd' | 'arithmetic'>>(
    [
      { title: 'item', value: ({ item }) => item },
      { title: 'cost', value: ({ usd }) => dollars(usd), align: 'right' },
      { title: 'arithmetic', value: ({ arithmetic }) => arithmetic },
    ],
    items,
  );
