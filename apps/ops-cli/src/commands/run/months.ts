import { type Dataset, monthName, type SourceMonth } from '@tlc-elt/contracts';
import { isUnreachable } from '../../aws/explain-error.ts';
import { Failed, Interrupted, OpsError } from '../../errors.ts';
import { ExitCode } from '../../exit-code.ts';
import type { Runtime } from '../../runtime.ts';
import { BriefProgress } from './brief-progress.ts';
import {
  exitCodeOf,
  isUnpublished,
  type MonthOfDataset,
  type RunResult,
  type RunSettings,
  runPipeline,
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
  const results: (RunResult | NotSeen)[] = [];
  const waiting = [...months.entries()];
  const going = new Set<string>();
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, month] = next;
      results[index] = await runOne(options, month, runtime, going);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(options.parallel, months.length) }, work));
  } catch (error) {
    waiting.length = 0;
    if (!runtime.signal.aborted) throw error;
    const names = [...going].sort().join(', ');
    throw new Interrupted(
      `watching was stopped; ${names === '' ? 'no run goes on' : `${names} go on`}, no further month is started`,
      `${runtime.hint('status')} shows them; one is ended by ${runtime.hint('stop EXECUTION')}`,
    );
  }
  return {
    ok: results.every((result) => isRun(result) && exitCodeOf(result) !== ExitCode.failed),
    months: results,
    due: false,
    not_published: results.filter((result) => isRun(result) && isUnpublished(result)).map(monthName),
  };
}

async function runOne(
  options: RunSettings,
  which: MonthOfDataset,
  runtime: Runtime,
  going: Set<string>,
): Promise<RunResult | NotSeen> {
  const progress = new BriefProgress(runtime, monthName(which));
  let execution: string | undefined;
  try {
    const result = await runPipeline({ ...options, ...which }, runtime, (started) => {
      execution = started.name;
      going.add(execution);
      return progress.started(started);
    });
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
