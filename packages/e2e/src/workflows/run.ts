import { type Event, githubOf, inputsOf, type Repository, starts } from './event.ts';
import { type Contexts, holds, interpolated, type Status } from './expressions.ts';
import type { Environment, Machine } from './machine.ts';
import { subjectOf } from './token.ts';
import { type Job, type Step, type Workflow, workflowAt } from './workflow.ts';

export type Result = 'success' | 'failure' | 'skipped';

/** A job as it has ended. */
export interface JobRun {
  /** `dev`, or `dev / deploy` for a job of a workflow that `dev` calls. */
  readonly name: string;
  readonly result: Result;
  /** The environment that it ran in. */
  readonly environment: string | undefined;
  /** Whether somebody had to approve of it. */
  readonly reviewed: boolean;
  /** Each step that was not skipped. */
  readonly steps: readonly { readonly name: string; readonly code: number; readonly output: string }[];
  /** Markdown of the job's page. */
  readonly summary: string;
}

/** What a run of a workflow is made of. */
export interface Setting {
  readonly repository: Repository;
  readonly event: Event;
  readonly workspace: string;
  /** A fresh machine for each job. */
  readonly machine: () => Machine;
  /** Signs a job's token. */
  readonly token: (subject: string, audience: string) => Promise<string>;
}

/** Carries out a workflow, job after job; gives no job where the event does not start it. */
export function runWorkflow(workflow: Workflow, setting: Setting): Promise<readonly JobRun[]> {
  const { event } = setting;
  if (!starts(workflow, event)) return Promise.resolve([]);
  const inputs = event.name === 'workflow_dispatch' ? inputsOf(workflow, event.name, event.inputs) : {};
  return jobsOf(workflow, setting, inputs, '');
}

async function jobsOf(
  workflow: Workflow,
  setting: Setting,
  inputs: Contexts,
  prefix: string,
  allowed?: Job['permissions'],
): Promise<readonly JobRun[]> {
  const runs: JobRun[] = [];
  const results = new Map<string, Result>();
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const needed = [job.needs ?? []].flat().map((name): [string, Result] => {
      const result = results.get(name);
      // Jobs of our workflows stand behind those that they need.
      if (!result) throw new Error(`the job ${id} needs ${name}, which is no job before it`);
      return [name, result];
    });
    const needs = Object.fromEntries(needed.map(([name, result]) => [name, { result }]));
    const contexts = { ...contextsOf(setting, inputs), needs };
    const ofJob = holds(job.if, contexts, statusOf(needed.map(([, result]) => result)))
      ? await new JobInTurn(workflow, `${prefix}${id}`, job, setting, inputs, allowed).run()
      : [skipped(`${prefix}${id}`)];
    runs.push(...ofJob);
    results.set(id, resultOf(ofJob));
  }
  return runs;
}

const skipped = (name: string): JobRun => ({
  ...{ name, result: 'skipped', environment: undefined, reviewed: false, steps: [], summary: '' },
});
const resultOf = (runs: readonly JobRun[]): Result =>
  runs.find(({ result }) => result !== 'success')?.result ?? 'success';
const statusOf = (results: readonly Result[]): Status => ({
  success: results.every((result) => result === 'success'),
  failure: results.includes('failure'),
  cancelled: false,
});
const contextsOf = ({ repository, event, workspace }: Setting, inputs: Contexts): Contexts => ({
  github: githubOf(repository, event, workspace),
  vars: repository.vars,
  inputs,
});

class JobInTurn {
  readonly #workflow: Workflow;
  readonly #name: string;
  readonly #job: Job;
  readonly #setting: Setting;
  readonly #inputs: Contexts;
  readonly #permissions: Readonly<Record<string, string>>;

  constructor(
    workflow: Workflow,
    name: string,
    job: Job,
    setting: Setting,
    inputs: Contexts,
    allowed: Job['permissions'],
  ) {
    this.#workflow = workflow;
    this.#name = name;
    this.#job = job;
    this.#setting = setting;
    this.#inputs = inputs;
    this.#permissions = job.permissions ?? workflow.permissions;
    for (const [scope, level] of Object.entries(this.#permissions))
      if (allowed && allowed[scope] !== level)
        throw new Error(`${name} wants \`${scope}: ${level}\`, which the job that calls it does not have`);
  }

  run(): Promise<readonly JobRun[]> {
    return this.#job.uses === undefined ? this.#runSteps().then((run) => [run]) : this.#call(this.#job.uses);
  }

  /** Another workflow, with what it is given. */
  #call(path: string): Promise<readonly JobRun[]> {
    const contexts = contextsOf(this.#setting, this.#inputs);
    const given = this.#texts(this.#job.with, contexts);
    const called = workflowAt(path);
    const inputs = inputsOf(called, 'workflow_call', given);
    return jobsOf(called, this.#setting, inputs, `${this.#name} / `, this.#permissions);
  }

  async #runSteps(): Promise<JobRun> {
    const { repository } = this.#setting;
    const outer = contextsOf(this.#setting, this.#inputs);
    const name = this.#job.environment === undefined ? undefined : interpolated(this.#job.environment, outer);
    const environment = repository.environments?.[name ?? ''];
    const contexts = { ...outer, vars: { ...repository.vars, ...environment?.vars } };
    const machine = this.#setting.machine();
    try {
      const steps = await this.#steps(machine, contexts, name);
      const result = steps.every(({ code }) => code === 0) ? 'success' : 'failure';
      const page = { steps, summary: machine.summary() };
      return {
        name: this.#name,
        result,
        environment: name,
        reviewed: environment?.reviewed ?? false,
        ...page,
      };
    } finally {
      machine.end();
    }
  }

  async #steps(
    machine: Machine,
    contexts: Contexts,
    environment: string | undefined,
  ): Promise<JobRun['steps']> {
    const done: { name: string; code: number; output: string }[] = [];
    const ofJob = { ...this.#texts(this.#workflow.env, contexts), ...this.#texts(this.#job.env, contexts) };
    let added: Environment = {};
    for (const [index, step] of (this.#job.steps ?? []).entries()) {
      const failure = done.some(({ code }) => code !== 0);
      const inStep = { ...contexts, env: { ...ofJob, ...added } };
      if (!holds(step.if, inStep, { success: !failure, failure, cancelled: false })) continue;
      const name = step.name ?? step.uses ?? `step ${index + 1}`;
      const env = { ...ofJob, ...added, ...this.#texts(step.env, inStep) };
      const { more, ...ended } = await this.#step(machine, step, inStep, env, environment);
      added = { ...added, ...more };
      done.push({ name, ...ended });
    }
    return done;
  }

  async #step(
    machine: Machine,
    { uses, run = '', with: given }: Step,
    contexts: Contexts,
    env: Environment,
    environment: string | undefined,
  ): Promise<{ code: number; output: string; more?: Environment }> {
    if (uses === undefined) return machine.run(interpolated(run, contexts), env);
    const action = {
      name: uses.replace(/@.*$/, ''),
      with: this.#texts(given, contexts),
      token: (audience: string) => this.#token(audience, environment),
    };
    return machine.use(action).then(
      (more) => ({ code: 0, output: '', more }),
      (error: Error) => ({ code: 1, output: `${error.name}: ${error.message}` }),
    );
  }

  #token(audience: string, environment: string | undefined): Promise<string> {
    const { repository, event, token } = this.#setting;
    const isOfFork = event.name === 'pull_request' && event.fork;
    if (this.#permissions['id-token'] !== 'write' || isOfFork)
      throw new Error(`${this.#name} has no permission to have a token: id-token: write`);
    return token(subjectOf(repository, event, environment), audience);
  }

  #texts(given: Readonly<Record<string, unknown>> = {}, contexts: Contexts): Environment {
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, interpolated(String(value), contexts)]),
    );
  }
}
