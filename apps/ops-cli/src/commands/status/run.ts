import { datasets, monthsBetween, type RunPlan, type SourceMonth } from '@tlc-elt/contracts';
import { type Execution, listExecutions, subjectOf } from '../../executions/executions.ts';
import { planOf, waitingOf } from '../../executions/publication.ts';
import { currentState, failingState } from '../../executions/states.ts';
import { endOfStory } from '../../executions/story-end.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import { readLedger } from '../../warehouse/ledger.ts';
import { lastEnded } from '../months-of-contract.ts';
import { type MonthStatus, monthStatus } from './month-status.ts';
import type { StatusOptions } from './options.ts';

export interface ExecutionStatus {
  readonly name: string;
  readonly status: string;
  readonly month: string | null;
  /** Where it is, where it failed, or where it ended. */
  readonly state: string | null;
  readonly outcome: RunPlan['outcome'] | null;
  /** Set where the run waits for the publisher, which is healthy: when it looks again. */
  readonly waiting_until: string | null;
  readonly started_at: string;
  readonly stopped_at: string | null;
}

export interface StatusResult {
  readonly executions: readonly ExecutionStatus[];
  /** Only where a month or `--source` was asked for. */
  readonly months?: readonly MonthStatus[];
}

/** Months before the newest that has ended which `--source` shows beside those that are loaded. */
const RECENT_MONTHS = 13;

/** Executions; with a month or `source` also months. Reads only. */
export async function readStatus(options: StatusOptions, runtime: Runtime): Promise<StatusResult> {
  if (options.month === undefined && !options.source)
    return { executions: await readExecutions(options, runtime) };
  const [executions, months] = await Promise.all([
    readExecutions(options, runtime),
    readMonths(options, runtime),
  ]);
  return { executions, months };
}

async function readExecutions({ limit, month }: StatusOptions, runtime: Runtime): Promise<ExecutionStatus[]> {
  const listed = await listExecutions(runtime, month === undefined ? { limit } : {});
  const executions = month === undefined ? listed : await ofMonth(runtime, listed, month, limit);
  return Promise.all(executions.map((execution) => statusOf(runtime, execution)));
}

async function ofMonth(
  runtime: Runtime,
  executions: readonly Execution[],
  month: SourceMonth,
  limit: number,
): Promise<Execution[]> {
  const subjects = await Promise.all(executions.map((execution) => subjectOf(runtime, execution)));
  return executions.filter((_, i) => subjects[i]?.month === month).slice(0, limit);
}

async function readMonths(
  { dataset, month, source }: StatusOptions,
  runtime: Runtime,
): Promise<MonthStatus[]> {
  const contract = datasets[dataset];
  const ledger = await readLedger(runtime, dataset, month === undefined ? [] : [month]);
  const newest = lastEnded(runtime.now());
  const recent = monthsBetween(lastEnded(runtime.now(), RECENT_MONTHS), newest);
  const months =
    month === undefined
      ? [...new Set([...ledger.map(({ source_month }) => source_month), ...recent])].sort()
      : [month];
  const publications = source ? await publicationsOf(runtime, contract, months) : undefined;
  return months.map((each) => monthStatus(contract, each, ledger, publications?.get(each), runtime.now()));
}

async function statusOf(runtime: Runtime, execution: Execution): Promise<ExecutionStatus> {
  const [subject, story] = await Promise.all([
    subjectOf(runtime, execution),
    endOfStory(runtime, execution.arn),
  ]);
  const waiting = waitingOf(story);
  return {
    name: execution.name,
    status: execution.status,
    month: subject?.month ?? null,
    state: (failingState(story) ?? currentState(story))?.name ?? null,
    outcome: planOf(story)?.outcome ?? null,
    waiting_until: waiting ? (waiting.until?.toISOString() ?? 'unknown') : null,
    started_at: execution.startedAt.toISOString(),
    stopped_at: execution.stoppedAt?.toISOString() ?? null,
  };
}
