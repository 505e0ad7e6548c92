import { type Dataset, jobStates, type LedgerRow, type PlannedRun } from '@tlc-elt/contracts';
import { readHistory, type Story, statesOf } from '@tlc-elt/executions';
import { ASSUMED, type AssumedDataset, assumedRun, type Engine } from '../commands/cost/assumed.ts';
import { estimate } from '../commands/cost/estimate.ts';
import { usageOf } from '../commands/cost/usage.ts';
import { listExecutions } from '../executions/executions.ts';
import { HistoryReader } from '../executions/history-reader.ts';
import type { Runtime } from '../runtime.ts';
import { readWorkgroup } from '../warehouse/workgroup.ts';
import type { Known } from './known.ts';

/** Newest loads of a dataset whose executions are looked at. */
const LOOKED_AT = 5;

const JOBS: readonly string[] = jobStates;

/** What a load took. */
interface Past {
  readonly bytes: number;
  readonly seconds: number;
  readonly usd: number;
}

export type Estimate = (known: Known) => PlannedRun['estimate'];

/**
 * Time and cost of a run: those of the past run of its dataset whose file was nearest in length, of the newest that Step
 * Functions still knows; where there is none the assumed figures of `ops cost`; null for a dataset without such.
 */
export async function readEstimate(runtime: Runtime, months: readonly Known[]): Promise<Estimate> {
  const [executions, workgroup] = await Promise.all([listExecutions(runtime), readWorkgroup(runtime)]);
  const succeeded = new Map(
    executions.filter(({ status }) => status === 'SUCCEEDED').map(({ name, arn }) => [name, arn]),
  );
  const past = new Map<Dataset, Past[]>();
  for (const [dataset, loads] of new Map(months.map((month) => [month.dataset, month.ofDataset])))
    past.set(dataset, await pastOf(runtime, loads, succeeded));
  const rpu = workgroup?.baseCapacity ?? 0;
  return (known) => nearestOf(past.get(known.dataset) ?? [], known) ?? assumedOf(known, rpu);
}

async function pastOf(
  runtime: Runtime,
  loads: readonly LedgerRow[],
  succeeded: ReadonlyMap<string, string>,
): Promise<Past[]> {
  const known = loads.filter(({ run_id }) => succeeded.has(run_id)).slice(0, LOOKED_AT);
  return Promise.all(
    known.map(async ({ run_id, source_bytes }) => {
      const story = readHistory(await new HistoryReader(runtime, succeeded.get(run_id) ?? '').read());
      const jobs = statesOf(story, runtime.now()).filter(({ name }) => JOBS.includes(name));
      const seconds = jobs.reduce((sum, state) => sum + state.seconds, 0);
      return { bytes: source_bytes, seconds, usd: await costOf(runtime, story) };
    }),
  );
}

/** US dollars of an execution's jobs, transitions and warehouse; its functions are a fraction of a cent. */
export const costOf = async (runtime: Runtime, story: Story): Promise<number> =>
  estimate(await usageOf(runtime, story)).reduce((sum, { usd }) => sum + usd, 0);

function nearestOf(past: readonly Past[], { publication }: Known): PlannedRun['estimate'] | undefined {
  const bytes = publication?.state === 'published' ? publication.source.bytes : 0;
  const distance = (one: Past): number => Math.abs(one.bytes - bytes);
  const [nearest] = [...past].sort((one, other) => distance(one) - distance(other));
  return nearest && { seconds: nearest.seconds, usd: nearest.usd, by: 'history' };
}

function assumedOf({ dataset, ofDataset: [newest] }: Known, rpu: number): PlannedRun['estimate'] {
  if (!Object.hasOwn(ASSUMED, dataset)) return null;
  const engine: Engine = newest?.engine === 'spark' ? 'spark' : 'duckdb';
  const usage = assumedRun(dataset as AssumedDataset, engine, rpu);
  const seconds = usage.jobs.reduce((sum, job) => sum + job.seconds, 0);
  const usd = estimate(usage).reduce((sum, item) => sum + item.usd, 0);
  return { seconds, usd, by: 'assumption' };
}

/** Seconds until runs that take so long each have ended, where so many go at one time and start in their order. */
export function secondsTogether(seconds: readonly number[], parallel: number): number {
  const free = Array.from({ length: parallel }, () => 0);
  for (const each of seconds) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + each;
  }
  return Math.max(...free);
}
