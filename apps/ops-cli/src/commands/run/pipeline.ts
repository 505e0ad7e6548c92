import { type Dataset, datasets, type RunPlan, type SourceMonth } from '@tlc-elt/contracts';
import type { Story } from '@tlc-elt/executions';
import {
  currentState,
  failingState,
  failureOf,
  isShown,
  planOf,
  type StateSummary,
  statesOf,
  waitingOf,
} from '@tlc-elt/executions';
import { Interrupted } from '../../errors.ts';
import { missingFlags, type StartedRun, startOrAttach } from '../../executions/start.ts';
import { endOfStory } from '../../executions/story-end.ts';
import { watchExecution } from '../../executions/watch.ts';
import { ExitCode } from '../../exit-code.ts';
import type { LogLine } from '../../jobs/log-reader.ts';
import { readableLine } from '../../jobs/readable-line.ts';
import type { MonthOfDataset } from '../../plan/known.ts';
import { publicationsOf } from '../../publisher/publications.ts';
import type { Runtime } from '../../runtime.ts';
import type { MonthReport } from '../verify/report.ts';

/** What holds for each month that a command runs. */
export interface RunSettings {
  /** Load although this very file is loaded, and although a newer publication is; downloads again. */
  readonly force: boolean;
  /** End at once where the month is not published yet. */
  readonly noWait: boolean;
  /** Load although the quarantined share is over the contract's limits. */
  readonly acceptQuarantine: boolean;
  /** Load although a newer publication is loaded. */
  readonly acceptOlder: boolean;
  /** Load although the month has far fewer rows than what is loaded. */
  readonly acceptShrink: boolean;
  readonly acceptRepublication: boolean;
  /** Load although the month is odd in what the stage stops on. */
  readonly acceptUnusual: boolean;
  /** Also show what jobs write to standard error: warnings and tracebacks. */
  readonly verbose: boolean;
}

export interface RunResult {
  readonly execution: string;
  /** As Step Functions has it; RUNNING where a waiting run was left. */
  readonly status: string;
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  /** What CheckSource decided; null where it did not come so far. */
  readonly outcome: RunPlan['outcome'] | null;
  /** The state that the run ended in, or failed in. */
  readonly state: string | null;
  readonly attached: boolean;
  readonly states: readonly StateSummary[];
  readonly error: string | null;
  readonly cause: string | null;
  /** Last lines that the failing state's job told. */
  readonly log_tail: readonly string[];
  readonly waiting_until: string | null;
  readonly deadline: string | null;
  /** What `ops verify` finds after a run that succeeded. */
  readonly verification: MonthReport | null;
}

/** Lines of the failing job that are shown again at the end. */
const TAIL_LINES = 3;

/** What is told of a run while it is watched. */
export interface Teller {
  /** The run that was found was started without these flags, which were asked for. */
  startedWithout(flags: readonly string[]): void;
  /** The run that was found waits, and its month is published. */
  publishedNow(): void;
  story(story: Story): void;
  log(line: LogLine, story: Story): void;
}

interface MonthRequest extends RunSettings, MonthOfDataset {
  /** ETag of an earlier publication, which is loaded instead of the publisher's. */
  readonly publication?: string;
}

/** Starts or attaches, watches, and verifies what was loaded. */
export async function runPipeline(
  options: MonthRequest,
  runtime: Runtime,
  teller: (started: StartedRun) => Teller,
  start: () => Promise<StartedRun> = () => startOrAttach(runtime, options),
): Promise<RunResult> {
  const started = await start();
  const progress = teller(started);
  const missing = started.attached ? await missingFlags(runtime, started.name, options) : [];
  if (missing.length > 0) progress.startedWithout(missing);
  if (started.attached && (await waitsForPublished(runtime, started, options))) progress.publishedNow();
  const lines: LogLine[] = [];
  const story = await watch(runtime, started, progress, options, lines);
  const result = resultOf(runtime, options, started, story, lines);
  if (result.status !== 'SUCCEEDED' || isUnpublished(result)) return result;
  runtime.progress.status('verifying');
  const verify = await import('../verify/run.ts');
  const { months } = await verify.run(
    { dataset: options.dataset, months: [options.month], depth: 'counts' },
    runtime,
  );
  runtime.progress.status('');
  return { ...result, verification: months[0] ?? null };
}

/** Whether a run waits for a publication that is there by now. */
async function waitsForPublished(
  runtime: Runtime,
  { arn }: StartedRun,
  { dataset, month }: MonthRequest,
): Promise<boolean> {
  if (waitingOf(await endOfStory(runtime, arn)) === undefined) return false;
  const publications = await publicationsOf(runtime, datasets[dataset], [month]);
  return publications.get(month)?.state === 'published';
}

async function watch(
  runtime: Runtime,
  started: StartedRun,
  progress: Teller,
  { month, noWait }: MonthRequest,
  lines: LogLine[],
): Promise<Story> {
  try {
    return await watchExecution(runtime, started.arn, {
      story(story) {
        progress.story(story);
        return noWait && waitingOf(story) ? 'stop' : undefined;
      },
      log(line, story) {
        lines.push(line);
        progress.log(line, story);
      },
    });
  } catch (error) {
    if (!runtime.signal.aborted) throw error;
    runtime.progress.status('');
    throw new Interrupted(
      `watching was stopped; ${started.name} goes on`,
      `watch it again: ${runtime.hint(`run ${month}`)}; stop it: ${runtime.hint(`stop ${started.name}`)}`,
    );
  }
}

function resultOf(
  runtime: Runtime,
  options: MonthRequest,
  started: StartedRun,
  story: Story,
  lines: readonly LogLine[],
): RunResult {
  const failing = failingState(story);
  const failure = failureOf(story);
  const waiting = waitingOf(story);
  const failingLines = lines.filter(({ state, stream }) => state === failing?.name && stream === 'output');
  const tail = failingLines.flatMap(({ message }) => readableLine(message) ?? []).slice(-TAIL_LINES);
  return {
    execution: started.name,
    status: story.end?.status ?? 'RUNNING',
    dataset: options.dataset,
    month: options.month,
    outcome: planOf(story)?.outcome ?? null,
    state: (failing ?? currentState(story))?.name ?? null,
    attached: started.attached,
    states: statesOf(story, runtime.now()).filter(isShown),
    error: failure?.error ?? null,
    cause: failure?.cause || null,
    log_tail: tail,
    waiting_until: waiting?.until?.toISOString() ?? null,
    deadline: waiting?.deadline?.toISOString() ?? null,
    verification: null,
  };
}

/** The run is right so far, but the month is not there to be loaded. */
export const isUnpublished = ({ status, outcome }: RunResult): boolean =>
  status === 'RUNNING' || (status === 'SUCCEEDED' && outcome === 'not_published_no_wait');

export function exitCodeOf(result: RunResult): ExitCode {
  if (isUnpublished(result)) return ExitCode.notPublished;
  if (result.status !== 'SUCCEEDED') return ExitCode.failed;
  return result.verification?.status === 'ok' ? ExitCode.ok : ExitCode.failed;
}
