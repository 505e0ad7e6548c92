import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { GetJobRunCommand, GlueClient } from '@aws-sdk/client-glue';
import type { JobRun } from '@tlc-elt/executions';
import type { Runtime } from '../runtime.ts';

export interface LogLine {
  readonly timestamp: Date;
  readonly state: string;
  /** `output`, `error`, or `function` for a Lambda. */
  readonly stream: string;
  readonly message: string;
}

/** Glue writes all of an account's jobs into these groups. */
const PYTHON_SHELL = '/aws-glue/python-jobs';
const SPARK = '/aws-glue/jobs';

/** The stream is the job run's id; since Glue 5 that of a Spark run is its driver's. */
export const streamsOf = (group: string, id: string): string[] =>
  group === SPARK ? [`${id}-driver`, id] : [id];

/** Reads a job run's log from where the last read ended. */
export class JobLogReader {
  readonly #runtime: Runtime;
  readonly #job: JobRun;
  readonly #tokens = new Map<string, string>();
  #group: Promise<string> | undefined;

  constructor(runtime: Runtime, job: JobRun) {
    this.#runtime = runtime;
    this.#job = job;
  }

  /** New lines of output and error, by time. */
  async read(): Promise<LogLine[]> {
    this.#group ??= groupOf(this.#runtime, this.#job);
    const group = await this.#group;
    const names = streamsOf(group, this.#job.id);
    const lines = await Promise.all(
      ['output', 'error'].flatMap((stream) => names.map((name) => this.#stream(group, stream, name))),
    );
    return lines.flat().sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
  }

  async #stream(group: string, stream: string, name: string): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    const id = `${stream}/${name}`;
    for (;;) {
      const token = this.#tokens.get(id);
      const page = await this.#page(`${group}/${stream}`, name, token);
      for (const { message, timestamp } of page?.events ?? [])
        lines.push(...linesOf(this.#job.state, stream, timestamp, message));
      if (page?.nextForwardToken) this.#tokens.set(id, page.nextForwardToken);
      // The end is where the token that came back is the one that was given.
      if (!page?.nextForwardToken || page.nextForwardToken === token) return lines;
    }
  }

  async #page(
    logGroupName: string,
    logStreamName: string,
    nextToken: string | undefined,
  ): Promise<GetLogEventsCommandOutput | undefined> {
    const input = { logGroupName, logStreamName, startFromHead: true, nextToken };
    try {
      return await this.#runtime.client(CloudWatchLogsClient).send(new GetLogEventsCommand(input), {
        abortSignal: this.#runtime.signal,
      });
    } catch (error) {
      // A job that has written nothing has no stream, and in a new account no group.
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/** The log groups of a job run, before `/output` and `/error`. */
export async function groupOf(runtime: Runtime, job: JobRun): Promise<string> {
  const { JobRun } = await runtime
    .client(GlueClient)
    .send(new GetJobRunCommand({ JobName: job.jobName, RunId: job.id }), { abortSignal: runtime.signal });
  if (JobRun?.LogGroupName) return JobRun.LogGroupName;
  // Only Spark runs have workers.
  return JobRun?.WorkerType || JobRun?.NumberOfWorkers ? SPARK : PYTHON_SHELL;
}

/** Lines of one event, without the newline that most writers end with. */
export function linesOf(
  state: string,
  stream: string,
  timestamp: number | undefined,
  message: string | undefined,
): LogLine[] {
  return (message ?? '')
    .replace(/\n$/, '')
    .split('\n')
    .map((text) => ({ timestamp: new Date(timestamp ?? 0), state, stream, message: text }));
}
