import { type Dataset, monthName, type SourceMonth } from '@tlc-elt/contracts';
import { isUnreachable } from '../../aws/explain-error.ts';
import { Failed, Interrupted, OpsError } from '../../errors.ts';
import type { StartedRun } from '../../executions/start.ts';
import { ExitCode } from '../../exit-code.ts';
import { carryOut, type Stage } from '../../plan/carry-out.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import type { Runtime } from '../../runtime.ts';
import { BriefProgress } from './brief-progress.ts';
import {
  exitCodeOf,
  isUnpublished,
  type RunResult,
  type RunSettings,
  runPipeline,
  type Teller,
} from './pipeline.ts';

export interface MonthsSettings extends RunSettings {
  /** Months that run at the same time. */
  readonly parallel: number;
}

/** A month that could not even be started, or was started and then lost sight of. */
export interface NotSeen {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly execution: null;
  readonly status: 'NOT_STARTED' | 'NOT_WATCHED';
  readonly error: string;
}

export interface MonthsResult {
  readonly ok: boolean;
  /** In the order in which they were asked for. */
  readonly months: readonly (RunResult | NotSeen)[];
  /** Whether all that is published was asked for: then a month that is not published lacks nothing. */
  readonly due: boolean;
  /** Months that are due and not published yet, where nothing waits for them; with the dataset, but for the default one. */
  readonly not_published: readonly string[];
}

/** Runs months, `parallel` of them at a time; one that fails does not stop the others. */
export async function runMonths(
  options: MonthsSettings,
  months: readonly MonthOfDataset[],
  runtime: Runtime,
): Promise<MonthsResult> {
  const going = new Set<string>();
  const { ends } = await watched(runtime, going, () =>
    carryOut(
      months,
      options.parallel,
      whateverIsKnown((month) => runOne(options, month, runtime, going)),
    ),
  );
  return resultOf(months.flatMap((month) => ends.get(month) ?? []));
}

/** A plan that stands on nothing: its months are run whatever is known of them. */
const whateverIsKnown = <Run, End>(run: (run: Run) => Promise<End>): Stage<Run, End> => ({
  begun: async () => [],
  changed: async () => [],
  run,
});

/** Does the work; where Ctrl-C ends it, says which runs go on, and what goes on with the rest. */
export async function watched<Result>(
  runtime: Runtime,
  going: ReadonlySet<string>,
  work: () => Promise<Result>,
  again?: string,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!runtime.signal.aborted) throw error;
    const names = [...going].sort().join(', ');
    throw new Interrupted(
      `watching was stopped; ${names === '' ? 'no run goes on' : `${names} go on`}, no further month is started`,
      `${again === undefined ? '' : `${runtime.hint(again)} goes on; `}${runtime.hint('status')} shows them; one is ended by ${runtime.hint('stop EXECUTION')}`,
    );
  }
}

/** The results together. */
export const resultOf = (months: readonly (RunResult | NotSeen)[]): MonthsResult => ({
  ok: months.every((result) => isRun(result) && exitCodeOf(result) !== ExitCode.failed),
  months,
  due: false,
  not_published: months.filter((result) => isRun(result) && isUnpublished(result)).map(monthName),
});

/** Runs one of several months and tells it in lines; an error of this month alone is its result. */
export async function runOne(
  options: RunSettings,
  which: MonthOfDataset,
  runtime: Runtime,
  going: Set<string>,
  start?: () => Promise<StartedRun>,
): Promise<RunResult | NotSeen> {
  const progress = new BriefProgress(runtime, monthName(which));
  let execution: string | undefined;
  const tell = (started: StartedRun): Teller => {
    execution = started.name;
    going.add(execution);
    return progress.started(started);
  };
  try {
    const result = await runPipeline({ ...options, ...which }, runtime, tell, start);
    going.delete(result.execution);
    progress.ended(result);
    return result;
  } catch (error) {
    // What concerns the stage or the user concerns the other months too.
    if (runtime.signal.aborted || (error instanceof OpsError && !(error instanceof Failed))) throw error;
    if (runtime.endpoint === 'local' && isUnreachable(error)) throw error;
    const { name, message } = error as Error;
    const said = `${name}: ${message}`;
    return execution === undefined
      ? { ...which, execution: null, status: 'NOT_STARTED', error: said }
      : { ...which, execution: null, status: 'NOT_WATCHED', error: `${execution} goes on; ${said}` };
  }
}

export const isRun = (result: RunResult | NotSeen): result is RunResult => result.execution !== null;

export function exitCodeOfMonths({ ok, due, not_published }: MonthsResult): ExitCode {
  if (!ok) return ExitCode.failed;
  return not_published.length > 0 && !due ? ExitCode.notPublished : ExitCode.ok;
}
