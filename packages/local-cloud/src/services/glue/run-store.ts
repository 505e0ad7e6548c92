import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writeJson } from '../../disk/json-file.ts';
import type { Settings } from './settings.ts';

export type RunState =
  | 'WAITING'
  | 'STARTING'
  | 'RUNNING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'TIMEOUT'
  | 'ERROR';

/** One run of a job; times in epoch milliseconds. */
export interface JobRun {
  readonly id: string;
  readonly jobName: string;
  readonly arguments: Readonly<Record<string, string>>;
  readonly timeoutMinutes: number;
  /** Records of an earlier version lack them. */
  readonly settings?: Settings;
  readonly startedOn: number;
  readonly state: RunState;
  readonly lastModifiedOn: number;
  readonly completedOn?: number;
  readonly errorMessage?: string;
  /** Seconds that the script ran. */
  readonly executionTime: number;
}

const TERMINAL: readonly RunState[] = ['STOPPED', 'SUCCEEDED', 'FAILED', 'TIMEOUT', 'ERROR'];
export const isTerminal = (state: RunState): boolean => TERMINAL.includes(state);

/** Runs by job, newest first, each change on disk before it is seen. */
export class RunStore {
  readonly #directory: string;
  readonly #runs = new Map<string, JobRun>();
  readonly #waiters = new Map<string, ((run: JobRun) => void)[]>();

  constructor(directory: string) {
    this.#directory = directory;
    mkdirSync(directory, { recursive: true });
    for (const name of readdirSync(directory).filter((file) => file.endsWith('.json'))) {
      const run = readJson(join(directory, name)) as JobRun;
      this.#runs.set(run.id, run);
    }
  }

  create(run: Omit<JobRun, 'id' | 'lastModifiedOn' | 'executionTime'>): JobRun {
    const made: JobRun = {
      ...run,
      id: `jr_${randomBytes(32).toString('hex')}`,
      lastModifiedOn: run.startedOn,
      executionTime: 0,
    };
    return this.#save(made);
  }

  update(id: string, change: Partial<JobRun>, now: number): JobRun {
    const run = this.#runs.get(id);
    if (!run) throw new Error(`there is no job run ${id}`);
    return this.#told(this.#save({ ...run, ...change, lastModifiedOn: now }));
  }

  /** For when the disk takes no more: known until the process ends; the next one finds a run that was ended with this one. */
  updateUnwritten(id: string, change: Partial<JobRun>, now: number): void {
    const run = this.#runs.get(id);
    if (!run) return;
    const changed = { ...run, ...change, lastModifiedOn: now };
    this.#runs.set(id, changed);
    this.#told(changed);
  }

  #told(run: JobRun): JobRun {
    if (!isTerminal(run.state)) return run;
    for (const resolve of this.#waiters.get(run.id) ?? []) resolve(run);
    this.#waiters.delete(run.id);
    return run;
  }

  #save(run: JobRun): JobRun {
    writeJson(join(this.#directory, `${run.id}.json`), run);
    this.#runs.set(run.id, run);
    return run;
  }

  get(id: string): JobRun | undefined {
    return this.#runs.get(id);
  }

  /** Newest first. */
  ofJob(jobName: string): JobRun[] {
    return [...this.#runs.values()]
      .filter((run) => run.jobName === jobName)
      .sort((a, b) => b.startedOn - a.startedOn);
  }

  unfinished(): JobRun[] {
    return [...this.#runs.values()].filter(({ state }) => !isTerminal(state));
  }

  /** Resolves once the run has ended; at once where it has. */
  ended(id: string, signal?: AbortSignal): Promise<JobRun> {
    const run = this.#runs.get(id);
    if (run && isTerminal(run.state)) return Promise.resolve(run);
    return new Promise((resolve, reject) => {
      this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), resolve]);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}
