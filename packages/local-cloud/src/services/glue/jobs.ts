import { join } from 'node:path';
import type { BatchStopJobRunRequest, StartJobRunRequest } from '@aws-sdk/client-glue';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { GlueOffer } from '../../kernel/offers.ts';
import { shellPythonTold } from '../../kernel/python/interpreter.ts';
import type { Input } from '../../kernel/service.ts';
import { type Job, jobOf } from './job.ts';
import { pythonFor } from './prepare-run.ts';
import { isTerminal, type JobRun, RunStore } from './run-store.ts';
import { RunningJobs } from './running-jobs.ts';
import { refusedArgument } from './script-arguments.ts';
import { runSettings } from './settings.ts';
import { jobRunShape } from './shapes.ts';

/** How long a run waits for another's end: "AWS Glue job run statuses", AWS Glue developer guide. */
const LONGEST_WAIT_MS = 15 * 60_000;

const notFound = (message: string): ServiceError => new ServiceError('EntityNotFoundException', message);

/** The jobs of the stacks, and their runs. */
export class Jobs implements GlueOffer {
  readonly deployed = new Deployed(jobOf);
  readonly #kernel: Kernel;
  readonly #runs: RunStore;
  readonly #running: RunningJobs;
  readonly #closed = new AbortController();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#runs = new RunStore(join(kernel.dataDir('glue'), 'runs'));
    this.#running = new RunningJobs(kernel, this.#runs);
    const errorMessage = 'the local cloud was ended while this job ran';
    for (const { id } of this.#runs.unfinished())
      this.#runs.update(id, { state: 'FAILED', errorMessage, completedOn: this.#now() }, this.#now());
  }

  /** All jobs, for a caller who may list them. */
  listed({ caller, operation }: Call): Job[] {
    this.#kernel.authorize(caller, `glue:${operation}`, '*');
    return this.deployed.all();
  }

  /** A job, for a caller who may do to it what is called. */
  allowed(name: string, { caller, operation }: Call): Job {
    const job = this.#job(name);
    this.#kernel.authorize(caller, `glue:${operation}`, job.arn);
    return job;
  }

  /** One run as GetJobRun gives it. */
  run(job: Job, runId: string): Shape {
    const run = this.#runs.get(runId);
    if (run?.jobName !== job.name) throw notFound(`Job run ${runId} of ${job.name} cannot be found`);
    return this.#shape(run);
  }

  /** A job's runs as GetJobRuns gives them, newest first. */
  runs(job: Job): Shape[] {
    return this.#runs.ofJob(job.name).map((run) => this.#shape(run));
  }

  /** Starts a run, or lets it wait where queuing is on and the job has as many as it may; gives its id. */
  start(job: Job, input: Input<StartJobRunRequest>): string {
    const args = { ...job.defaultArguments, ...input.Arguments, ...job.fixedArguments };
    const refused = refusedArgument(args);
    if (refused !== undefined) throw new NotSupported(refused, 'InvalidInputException');
    const settings = runSettings(job.settings, input);
    const full = this.#going(job) >= job.maxConcurrentRuns;
    if (full && settings.JobRunQueuingEnabled !== true)
      throw new ServiceError('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job.name}`);
    const run = this.#runs.create({
      jobName: job.name,
      arguments: args,
      timeoutMinutes: input.Timeout ?? job.timeoutMinutes,
      settings,
      startedOn: this.#now(),
      state: full ? 'WAITING' : 'STARTING',
    });
    void (full ? this.#wait(run) : this.#run(job, run));
    return run.id;
  }

  /** Ends the runs that have not ended; tells of each whether it does. */
  stop(job: Job, { JobRunIds }: Input<BatchStopJobRunRequest>): Shape {
    const answers = JobRunIds.map((JobRunId) => ({
      JobName: job.name,
      JobRunId,
      ErrorDetail: this.#stop(job, JobRunId),
    }));
    return {
      SuccessfulSubmissions: answers.filter(({ ErrorDetail }) => ErrorDetail === undefined),
      Errors: answers.filter(({ ErrorDetail }) => ErrorDetail !== undefined),
    };
  }

  /** Gives why it cannot. */
  #stop(job: Job, runId: string): Shape | undefined {
    const run = this.#runs.get(runId);
    if (run?.jobName !== job.name || isTerminal(run.state)) {
      const ErrorMessage = run ? `the run has ended already: ${run.state}` : 'there is no such run';
      return { ErrorCode: 'InvalidInputException', ErrorMessage };
    }
    if (run.state === 'WAITING')
      this.#runs.update(runId, { state: 'STOPPED', completedOn: this.#now() }, this.#now());
    else this.#running.stop(runId);
    return undefined;
  }

  async prepare(kinds: readonly Job['kind'][]): Promise<void> {
    const wanted = this.deployed.all().filter(({ kind }) => kinds.includes(kind));
    const shell = wanted.find(({ kind }) => kind === 'pythonshell');
    if (shell) this.#kernel.log(shellPythonTold(pythonFor(shell)));
    for (const job of wanted) await this.#running.prepare(job);
  }

  async waitForJobRun(_jobName: string, runId: string, signal?: AbortSignal): Promise<Shape> {
    return this.#shape(await this.#runs.ended(runId, signal));
  }

  close(): void {
    this.#closed.abort();
    this.#running.stopAll();
  }

  #now(): number {
    return this.#kernel.clock.now().getTime();
  }

  #job(name: string): Job {
    const job = this.deployed.get(name);
    if (job) return job;
    throw notFound(`Entity Not Found: job ${name}`);
  }

  #shape(run: JobRun): Shape {
    return jobRunShape(this.#job(run.jobName), run, this.#now());
  }

  #going({ name }: Job): number {
    return this.#runs.unfinished().filter(({ jobName, state }) => jobName === name && state !== 'WAITING')
      .length;
  }

  /** Gives a run up that still waits when Glue would have given it up. Never rejects. */
  async #wait({ id, jobName }: JobRun): Promise<void> {
    await this.#kernel.clock.sleep(LONGEST_WAIT_MS, this.#closed.signal).catch(() => undefined);
    if (this.#closed.signal.aborted || this.#runs.get(id)?.state !== 'WAITING') return;
    const errorMessage = `the run waited 15 minutes for other runs of ${jobName} to end, as long as Glue lets a run wait`;
    this.#runs.update(id, { state: 'FAILED', errorMessage, completedOn: this.#now() }, this.#now());
  }

  /** Takes a run to its end, and the next that waits after it. Never rejects. */
  async #run(job: Job, run: JobRun): Promise<void> {
    await this.#running.run(job, run);
    const next = this.#runs
      .ofJob(job.name)
      .filter(({ state }) => state === 'WAITING')
      .at(-1);
    if (next && this.#going(job) < job.maxConcurrentRuns)
      void this.#run(job, this.#runs.update(next.id, { state: 'STARTING' }, this.#now()));
  }
}
