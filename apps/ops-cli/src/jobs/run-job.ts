import {
  GetJobRunCommand,
  GlueClient,
  type JobRun as GlueJobRun,
  StartJobRunCommand,
} from '@aws-sdk/client-glue';
import { Interrupted } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { JobLogReader, type LogLine } from './log-reader.ts';

/** A job run from its start to its end. */
export interface FinishedRun {
  readonly id: string;
  /** As Glue has it: SUCCEEDED, FAILED, TIMEOUT, STOPPED, ERROR. */
  readonly state: string;
  readonly errorMessage: string | null;
  readonly seconds: number;
  readonly lines: readonly LogLine[];
}

const LOOK_EVERY_MS = 500;
const ended = new Set(['SUCCEEDED', 'FAILED', 'TIMEOUT', 'STOPPED', 'ERROR', 'EXPIRED']);

/** Starts a Glue job and follows it; its lines go to `tell` as they come. */
export async function runJob(
  runtime: Runtime,
  label: string,
  jobName: string,
  args: Readonly<Record<string, string>>,
  tell: (line: LogLine) => void,
): Promise<FinishedRun> {
  const { JobRunId: id = '' } = await runtime
    .client(GlueClient)
    .send(new StartJobRunCommand({ JobName: jobName, Arguments: { ...args } }), {
      abortSignal: runtime.signal,
    });
  try {
    return await follow(runtime, label, jobName, id, tell);
  } catch (error) {
    if (!runtime.signal.aborted) throw error;
    throw new Interrupted(`watching was stopped; the job run ${id} of ${jobName} goes on`);
  }
}

async function follow(
  runtime: Runtime,
  label: string,
  jobName: string,
  id: string,
  tell: (line: LogLine) => void,
): Promise<FinishedRun> {
  const reader = new JobLogReader(runtime, { state: label, jobName, id, ended: false });
  const lines: LogLine[] = [];
  for (;;) {
    const run = await describe(runtime, jobName, id);
    // The log is read after the job's state: where that says that the job has ended, the log is whole.
    const news = await reader.read();
    for (const line of news) tell(line);
    lines.push(...news);
    if (ended.has(run.JobRunState ?? ''))
      return {
        id,
        state: run.JobRunState ?? '',
        errorMessage: run.ErrorMessage ?? null,
        seconds: run.ExecutionTime ?? 0,
        lines,
      };
    runtime.progress.status(`  … ${label} ${run.JobRunState?.toLowerCase()}`);
    await runtime.sleep(LOOK_EVERY_MS);
  }
}

/** A job run as Glue has it. */
export async function describe(runtime: Runtime, JobName: string, RunId: string): Promise<GlueJobRun> {
  const { JobRun = {} } = await runtime
    .client(GlueClient)
    .send(new GetJobRunCommand({ JobName, RunId }), { abortSignal: runtime.signal });
  return JobRun;
}
