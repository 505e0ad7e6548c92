import { functionCallsOf, jobRunsOf, readHistory, type Story } from '@tlc-elt/executions';
import { Failed, Interrupted } from '../../errors.ts';
import { type Execution, findExecution } from '../../executions/executions.ts';
import { HistoryReader } from '../../executions/history-reader.ts';
import { readFunctionLog } from '../../jobs/function-log.ts';
import { JobLogReader, type LogLine } from '../../jobs/log-reader.ts';
import type { Runtime } from '../../runtime.ts';
import { logLine } from '../../terminal/screen.ts';
import type { MonthOrExecution } from '../month-operand.ts';

export interface Options {
  readonly of: MonthOrExecution;
  /** Only this state's lines. */
  readonly state: string | undefined;
  readonly follow: boolean;
  /** Collect the lines for JSON instead of printing each as it comes. */
  readonly json: boolean;
}

export interface Result {
  readonly execution: string;
  readonly events: readonly LogLine[];
}

const FOLLOW_EVERY_MS = 1000;

export async function run(options: Options, runtime: Runtime): Promise<Result> {
  const execution = await findExecution(runtime, options.of);
  const reader = new ExecutionLogReader(runtime, execution, options.state);
  const events: LogLine[] = [];
  for (;;) {
    const { lines, ended } = await stopped(runtime, execution, () => reader.read());
    events.push(...lines);
    if (!options.json) for (const line of lines) runtime.print(renderLine(line));
    if (!options.follow || ended) break;
    await stopped(runtime, execution, () => runtime.sleep(FOLLOW_EVERY_MS));
  }
  if (events.length === 0)
    runtime.progress.line(
      `${execution.name} has logged nothing${options.state ? ` in ${options.state}` : ''} yet`,
    );
  return { execution: execution.name, events };
}

async function stopped<T>(runtime: Runtime, execution: Execution, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!runtime.signal.aborted) throw error;
    const next =
      execution.status === 'RUNNING' ? `stop it: ${runtime.hint(`stop ${execution.name}`)}` : undefined;
    throw new Interrupted(`stopped reading; ${execution.name} is not touched by it`, next);
  }
}

/** Reads the logs of all tasks of an execution; each read gives what is new. */
class ExecutionLogReader {
  readonly #runtime: Runtime;
  readonly #state: string | undefined;
  readonly #history: HistoryReader;
  readonly #jobs = new Map<string, JobLogReader>();
  readonly #calls = new Set<string>();

  constructor(runtime: Runtime, execution: Execution, state: string | undefined) {
    this.#runtime = runtime;
    this.#state = state;
    this.#history = new HistoryReader(runtime, execution.arn);
  }

  async read(): Promise<{ lines: LogLine[]; ended: boolean }> {
    const story = readHistory(await this.#history.read());
    this.#checkState(story);
    const lines = (await Promise.all([this.#readJobs(story), this.#readFunctions(story)])).flat();
    lines.sort((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
    return { lines, ended: story.end !== undefined };
  }

  #checkState(story: Story): void {
    const names = [...new Set(story.visits.map(({ name }) => name))];
    if (this.#state === undefined || names.includes(this.#state) || story.end === undefined) return;
    throw new Failed(
      `the execution was never in a state ${JSON.stringify(this.#state)}`,
      `its states: ${names.join(', ')}`,
    );
  }

  async #readJobs(story: Story): Promise<LogLine[]> {
    const jobs = jobRunsOf(story).filter(({ state }) => this.#isWanted(state));
    const lines = await Promise.all(
      jobs.map((job) => {
        const reader = this.#jobs.get(job.id) ?? new JobLogReader(this.#runtime, job);
        this.#jobs.set(job.id, reader);
        return reader.read();
      }),
    );
    return lines.flat();
  }

  /** A function's lines are read once, when its call has ended. */
  async #readFunctions(story: Story): Promise<LogLine[]> {
    const isNew = (id: string): boolean => !this.#calls.has(id);
    const calls = functionCallsOf(story).filter(
      (call) => this.#isWanted(call.state) && call.to !== undefined && isNew(call.from.toISOString()),
    );
    for (const call of calls) this.#calls.add(call.from.toISOString());
    return (await Promise.all(calls.map((call) => readFunctionLog(this.#runtime, call)))).flat();
  }

  #isWanted(state: string): boolean {
    return this.#state === undefined || this.#state === state;
  }
}

/** `19:34:02.123 LoadRedshift  line`; standard error is marked. */
function renderLine({ timestamp, state, stream, message }: LogLine): string {
  const time = timestamp.toISOString().slice(11, 23);
  return `${time} ${state.padEnd(14)} ${stream === 'error' ? '! ' : '  '}${logLine(message.trimEnd())}`.trimEnd();
}

/** Nothing: lines were printed while they came. */
export const render = (): string => '';
