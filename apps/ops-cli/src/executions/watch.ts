import { jobRunsOf, readHistory, type Story } from '@tlc-elt/executions';
import { JobLogReader, type LogLine } from '../jobs/log-reader.ts';
import type { Runtime } from '../runtime.ts';
import { HistoryReader } from './history-reader.ts';

/** What is told of a running execution, as it happens. */
export interface Watcher {
  /** The history has grown, or time has passed. Answer `stop` to look no further. */
  story(story: Story): 'stop' | undefined;
  log(line: LogLine, story: Story): void;
}

interface Pace {
  readonly fastestMs: number;
  readonly slowestMs: number;
  readonly logsEveryMs: number;
}

/** Twenty months watched at once must stay within the account's requests a second, which the pipeline itself needs too. */
const paces: Readonly<Record<Runtime['endpoint'], Pace>> = {
  aws: { fastestMs: 2000, slowestMs: 5000, logsEveryMs: 5000 },
  local: { fastestMs: 250, slowestMs: 1000, logsEveryMs: 500 },
};

/** Pause before the next look: a tenth of how long nothing has happened, so that no end is noticed late. */
export function pauseAfter(quietMs: number, endpoint: Runtime['endpoint']): number {
  const { fastestMs, slowestMs } = paces[endpoint];
  return Math.min(slowestMs, Math.max(fastestMs, quietMs / 10));
}

/** Watches an execution until it ends (or the watcher stops); gives the last story. */
export async function watchExecution(runtime: Runtime, arn: string, watcher: Watcher): Promise<Story> {
  const history = new HistoryReader(runtime, arn);
  const logs = new ExecutionLogs(runtime);
  let changedAt = runtime.now().getTime();
  let known = 0;
  for (;;) {
    const events = await history.read();
    const story = readHistory(events);
    const now = runtime.now().getTime();
    const changed = events.length !== known;
    if (changed) changedAt = now;
    known = events.length;
    for (const line of await logs.read(story, changed)) watcher.log(line, story);
    if (watcher.story(story) === 'stop' || story.end) return story;
    await runtime.sleep(pauseAfter(now - changedAt, runtime.endpoint));
  }
}

/** The logs of every job run of one execution, each read to its end. */
class ExecutionLogs {
  readonly #runtime: Runtime;
  readonly #readers = new Map<string, JobLogReader>();
  readonly #finished = new Set<string>();
  #readAt = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** New lines; between changes of the history no faster than the endpoint's pace. */
  async read(story: Story, changed: boolean): Promise<LogLine[]> {
    const now = this.#runtime.now().getTime();
    if (!changed && now - this.#readAt < paces[this.#runtime.endpoint].logsEveryMs) return [];
    this.#readAt = now;
    const jobs = jobRunsOf(story).filter(({ id }) => !this.#finished.has(id));
    const lines = await Promise.all(
      jobs.map((job) => {
        const reader = this.#readers.get(job.id) ?? new JobLogReader(this.#runtime, job);
        this.#readers.set(job.id, reader);
        if (job.ended) this.#finished.add(job.id);
        return reader.read();
      }),
    );
    return lines.flat();
  }
}
