import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller, Credentials } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { PythonEnvironments } from '../../kernel/python/environment.ts';
import { refusedLogs } from '../log-delivery.ts';
import { Forks } from './forks/forks.ts';
import { Interpreters } from './interpreters.ts';
import { type Job, logGroup, logStream } from './job.ts';
import { environmentsOf, modulesFor, type Prepared, prepareRun, pythonFor } from './prepare-run.ts';
import { runScript, type Script } from './run-script.ts';
import type { JobRun, RunStore } from './run-store.ts';

type Outcome = Pick<JobRun, 'state' | 'errorMessage'>;

/** Scripts at work: every run really starts the job's script, as the job's role. */
export class RunningJobs {
  readonly #kernel: Kernel;
  readonly #runs: RunStore;
  readonly #environments: PythonEnvironments;
  readonly #forks: Forks;
  readonly #interpreters: Interpreters;
  readonly #stops = new Map<string, AbortController>();
  /** Streams of running jobs whose roles may not write them. */
  readonly #unlogged = new Set<string>();

  constructor(kernel: Kernel, runs: RunStore) {
    this.#kernel = kernel;
    this.#runs = runs;
    this.#environments = environmentsOf(kernel);
    this.#forks = new Forks(kernel.children, kernel.dataDir('glue'));
    this.#interpreters = new Interpreters(kernel.children, kernel.dataDir('glue'));
    rmSync(join(kernel.dataDir('glue'), 'work'), { recursive: true, force: true });
  }

  /** Makes a job's Python environment, so that its first run does not wait for it. */
  async prepare(job: Job): Promise<void> {
    const modules = modulesFor(job, { ...job.defaultArguments, ...job.fixedArguments });
    await this.#environments.python(modules, pythonFor(job));
  }

  /** Takes a run to its end. Never rejects. */
  async run(job: Job, run: JobRun): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(run.id, stop);
    try {
      const session = `GlueJobRunnerSession-${run.id.slice(3, 11)}`;
      const credentials = this.#kernel.assumeRole(
        this.#kernel.roles.arnOf(job.role),
        session,
        'glue.amazonaws.com',
        job.arn,
      );
      this.#checkLogs(job, run, this.#kernel.callerOf(credentials));
      this.#end(run, await this.#script(job, run, credentials, stop.signal));
    } catch (error) {
      const errorMessage = failureMessage(error);
      this.#log(job, run, 'error', errorMessage);
      this.#end(run, { state: 'FAILED', errorMessage });
    }
    this.#stops.delete(run.id);
    for (const which of ['output', 'error']) this.#unlogged.delete(`${which} ${run.id}`);
  }

  async #script(job: Job, run: JobRun, credentials: Credentials, stop: AbortSignal): Promise<Outcome> {
    const prepared = await prepareRun(this.#kernel, this.#environments, job, run, credentials);
    this.#runs.update(run.id, { state: 'RUNNING' }, this.#now());
    const outcome = await runScript(await this.#started(job, prepared), run.timeoutMinutes * 60_000, stop, {
      output: (line) => this.#log(job, run, 'output', line),
      error: (line) => this.#log(job, run, 'error', line),
    });
    this.#kernel.revoke(credentials);
    rmSync(prepared.cwd, { recursive: true, force: true });
    return outcome;
  }

  async #started(job: Job, prepared: Prepared): Promise<Script> {
    if (job.kind === 'pythonshell')
      return (await this.#forks.run(job.name, prepared)) ?? this.#interpreters.run(job.name, prepared);
    const { command, args, cwd, env } = prepared;
    return this.#kernel.children.spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  stop(runId: string): void {
    this.#stops.get(runId)?.abort();
  }

  stopAll(): void {
    for (const runId of this.#stops.keys()) this.stop(runId);
    this.#forks.close();
    this.#interpreters.close();
  }

  #now(): number {
    return this.#kernel.clock.now().getTime();
  }

  #end(run: JobRun, outcome: Outcome): void {
    const now = this.#now();
    const { lastModifiedOn = now } = this.#runs.get(run.id) ?? {}; // when its script started
    const executionTime = Math.max(0, (now - lastModifiedOn) / 1000);
    const end = { ...outcome, completedOn: now, executionTime };
    try {
      this.#runs.update(run.id, end, now);
    } catch (error) {
      this.#kernel.log(`glue: the end of ${run.id} could not be written: ${(error as Error).message}`);
      this.#runs.updateUnwritten(run.id, end, now);
    }
    this.#tell(run, outcome);
  }

  /** "AWS Glue events", EventBridge events reference: a job's end is told on the default bus. */
  #tell(run: JobRun, { state, errorMessage }: Outcome): void {
    this.#kernel.offers.events.emit({
      source: 'aws.glue',
      detailType: 'Glue Job State Change',
      resources: [],
      detail: {
        jobName: run.jobName,
        severity: state === 'SUCCEEDED' || state === 'STOPPED' ? 'INFO' : 'ERROR',
        state,
        jobRunId: run.id,
        message: errorMessage ?? `Job run ${state.toLowerCase()}`,
      },
    });
  }

  /** Glue writes a job's logs as the job's role; one that may not loses them. */
  #checkLogs(job: Job, run: JobRun, caller: Caller): void {
    for (const which of ['output', 'error'] as const) {
      const refused = refusedLogs(this.#kernel, caller, logGroup(job, which));
      if (refused === undefined) continue;
      this.#log(job, run, which, refused);
      this.#unlogged.add(`${which} ${run.id}`);
    }
  }

  #log(job: Job, run: JobRun, which: 'output' | 'error', message: string): void {
    if (this.#unlogged.has(`${which} ${run.id}`)) return;
    const events = [{ timestamp: this.#now(), message }];
    this.#kernel.offers.logs.append(logGroup(job, which), logStream(job, run.id), events);
  }
}

/** What kept a script from being started, as a run's ErrorMessage. */
function failureMessage(error: unknown): string {
  if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
