import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Call, Caller, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { required } from '../input.ts';
import { refusedLogs } from '../log-delivery.ts';
import { page } from '../page.ts';
import { type Job, jobOf, logGroup } from './job.ts';
import { environmentsOf, modulesFor, prepareRun } from './prepare-run.ts';
import { runScript } from './run-script.ts';
import { isTerminal, type JobRun, RunStore } from './run-store.ts';
import { refusedArgument } from './script-arguments.ts';
import { jobRunShape, jobShape } from './shapes.ts';

/** Glue: every run really starts the job's script, as the job's role. */
export function createGlue(kernel: Kernel): LegacyService {
  return new GlueJobs(kernel).service();
}

class GlueJobs {
  readonly #kernel: Kernel;
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #runs: RunStore;
  readonly #environments;
  readonly #stops = new Map<string, AbortController>();
  /** Streams of running jobs whose roles may not write them. */
  readonly #unlogged = new Set<string>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    const jobs = kernel.assembly.ofType('AWS::Glue::Job').map(jobOf);
    this.#jobs = new Map(jobs.map((job) => [job.name, job]));
    this.#runs = new RunStore(join(kernel.dataDir('glue'), 'runs'));
    this.#environments = environmentsOf(kernel);
    rmSync(join(kernel.dataDir('glue'), 'work'), { recursive: true, force: true });
    for (const { id } of this.#runs.unfinished()) {
      this.#runs.update(
        id,
        {
          state: 'FAILED',
          errorMessage: 'the local cloud was ended while this job ran',
          completedOn: this.#now(),
        },
        this.#now(),
      );
    }
    kernel.offers.glue = {
      prepare: async (kinds) => {
        const wanted = [...this.#jobs.values()].filter(({ kind }) => kinds.includes(kind));
        for (const job of wanted)
          await this.#environments.python(
            modulesFor(job, { ...job.defaultArguments, ...job.fixedArguments }),
          );
      },

      waitForJobRun: async (_jobName, runId, signal) => this.#shape(await this.#runs.ended(runId, signal)),
    };
  }

  service(): LegacyService {
    return {
      signingName: 'glue',
      ownErrors: {
        InvalidNextToken: ['InvalidInputException', 400],
      },
      protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSGlue' },
      operations: {
        StartJobRun: (input, call) => this.#start(input, call),
        GetJobRun: (input, call) => ({
          JobRun: this.#shape(
            this.#existing(this.#allowed(input, call, 'JobName'), required(input, 'RunId')),
          ),
        }),
        GetJobRuns: (input, call) => this.#list(input, call),
        BatchStopJobRun: (input, call) => this.#stop(input, call),
        GetJob: (input, call) => ({ Job: jobShape(this.#allowed(input, call, 'JobName')) }),
        GetJobs: (input, { caller }) => {
          this.#kernel.authorize(caller, 'glue:GetJobs', '*');
          const { items, nextToken } = page(
            [...this.#jobs.values()],
            input.NextToken,
            Number(input.MaxResults ?? 100),
          );
          return { Jobs: items.map(jobShape), NextToken: nextToken };
        },
        ListJobs: (input, { caller }) => {
          this.#kernel.authorize(caller, 'glue:ListJobs', '*');
          const { items, nextToken } = page(
            [...this.#jobs.keys()],
            input.NextToken,
            Number(input.MaxResults ?? 100),
          );
          return { JobNames: items, NextToken: nextToken };
        },
      },
      stop: async () => {
        for (const stop of this.#stops.values()) stop.abort();
      },
    };
  }

  #now(): number {
    return this.#kernel.clock.now().getTime();
  }

  #job(name: string): Job {
    const job = this.#jobs.get(name);
    if (!job) throw new ServiceError('EntityNotFoundException', `Entity Not Found: job ${name}`);
    return job;
  }

  #allowed(input: Shape, { caller, operation }: Call, member: string): Job {
    const job = this.#job(required(input, member));
    this.#kernel.authorize(caller, `glue:${operation}`, job.arn);
    return job;
  }

  #existing(job: Job, runId: string): JobRun {
    const run = this.#runs.get(runId);
    if (run?.jobName !== job.name)
      throw new ServiceError('EntityNotFoundException', `Job run ${runId} of ${job.name} cannot be found`);
    return run;
  }

  #shape(run: JobRun): Shape {
    return jobRunShape(this.#job(run.jobName), run, this.#now());
  }

  #list(input: Shape, call: Call): Shape {
    const runs = this.#runs.ofJob(this.#allowed(input, call, 'JobName').name);
    const { items, nextToken } = page(runs, input.NextToken, Number(input.MaxResults ?? 200));
    return { JobRuns: items.map((run) => this.#shape(run)), NextToken: nextToken };
  }

  #going(job: Job): number {
    return this.#runs.unfinished().filter(({ jobName, state }) => jobName === job.name && state !== 'WAITING')
      .length;
  }

  #start(input: Shape, call: Call): Shape {
    const job = this.#allowed(input, call, 'JobName');
    const given = (input.Arguments ?? {}) as Record<string, string>;
    const args = { ...job.defaultArguments, ...given, ...job.fixedArguments };
    const refused = refusedArgument(Object.keys(args));
    if (refused !== undefined)
      throw new ServiceError(
        'InvalidInputException',
        `the argument ${refused} is not supported by the local cloud (see docs/local-cloud.md)`,
      );
    if (input.JobRunId !== undefined)
      throw new NotSupported('StartJobRun of a JobRunId', 'InvalidInputException');
    const full = this.#going(job) >= job.maxConcurrentRuns;
    if (full && !job.queuing)
      throw new ServiceError('ConcurrentRunsExceededException', `Concurrent runs exceeded for ${job.name}`);
    const timeoutMinutes = Number(input.Timeout ?? job.timeoutMinutes);
    const run = this.#runs.create({
      jobName: job.name,
      arguments: args,
      timeoutMinutes,
      startedOn: this.#now(),
      state: full ? 'WAITING' : 'STARTING',
    });
    if (!full) void this.#run(job, run);
    return { JobRunId: run.id };
  }

  /** Takes a run to its end, and the next that waits after it. Never rejects. */
  async #run(job: Job, run: JobRun): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(run.id, stop);
    let started = this.#now();
    try {
      const credentials = this.#kernel.assumeRole(
        job.roleArn,
        `GlueJobRunnerSession-${run.id.slice(3, 11)}`,
        'glue.amazonaws.com',
      );
      this.#checkLogs(job, run, this.#kernel.callerOf(credentials));
      const prepared = await prepareRun(this.#kernel, this.#environments, job, run, credentials);
      started = this.#now();
      this.#runs.update(run.id, { state: 'RUNNING' }, started);
      const outcome = await runScript(
        this.#kernel.children,
        prepared,
        run.timeoutMinutes * 60_000,
        stop.signal,
        {
          output: (line) => this.#log(job, run, 'output', line),
          error: (line) => this.#log(job, run, 'error', line),
        },
      );
      this.#kernel.revoke(credentials);
      rmSync(prepared.cwd, { recursive: true, force: true });
      this.#end(run, started, outcome);
    } catch (error) {
      const message = failureMessage(error);
      this.#log(job, run, 'error', message);
      this.#end(run, started, { state: 'FAILED', errorMessage: message });
    }
    this.#stops.delete(run.id);
    for (const which of ['output', 'error']) this.#unlogged.delete(`${which} ${run.id}`);
    this.#startNext(job);
  }

  #end(run: JobRun, started: number, outcome: Pick<JobRun, 'state' | 'errorMessage'>): void {
    const now = this.#now();
    this.#runs.update(
      run.id,
      { ...outcome, completedOn: now, executionTime: Math.max(0, (now - started) / 1000) },
      now,
    );
    this.#tell(run, outcome);
  }

  /** "AWS Glue events", EventBridge events reference: a job's end is told on the default bus. */
  #tell(run: JobRun, { state, errorMessage }: Pick<JobRun, 'state' | 'errorMessage'>): void {
    this.#kernel.offers.events?.emit({
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

  #startNext(job: Job): void {
    const waiting = this.#runs.ofJob(job.name).filter(({ state }) => state === 'WAITING');
    const next = waiting.at(-1);
    if (next && this.#going(job) < job.maxConcurrentRuns)
      void this.#run(job, this.#runs.update(next.id, { state: 'STARTING' }, this.#now()));
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
    this.#kernel.offers.logs?.append(logGroup(job, which), run.id, [{ timestamp: this.#now(), message }]);
  }

  #stop(input: Shape, call: Call): Shape {
    const job = this.#allowed(input, call, 'JobName');
    const successful: Shape[] = [];
    const errors: Shape[] = [];
    for (const runId of (input.JobRunIds ?? []) as string[]) {
      const run = this.#runs.get(runId);
      if (run?.jobName !== job.name || isTerminal(run.state)) {
        const ErrorMessage = run ? `the run has ended already: ${run.state}` : 'there is no such run';
        errors.push({
          JobName: job.name,
          JobRunId: runId,
          ErrorDetail: { ErrorCode: 'InvalidInputException', ErrorMessage },
        });
        continue;
      }
      if (run.state === 'WAITING')
        this.#runs.update(runId, { state: 'STOPPED', completedOn: this.#now() }, this.#now());
      else this.#stops.get(runId)?.abort();
      successful.push({ JobName: job.name, JobRunId: runId });
    }
    return { SuccessfulSubmissions: successful, Errors: errors };
  }
}

/** What kept a script from being started, as a run's ErrorMessage. */
function failureMessage(error: unknown): string {
  if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
