import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '@tlc-elt/testing';

export type Environment = Readonly<Record<string, string>>;

/** How a step has ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** What a step that uses an action is given. */
export interface ActionCall {
  /** The action's name without its commit. */
  readonly name: string;
  readonly with: Environment;
  /** A token of this job; throws where the job has no permission to have one. */
  readonly token: (audience: string) => Promise<string>;
}

/** What carries out the steps of one job. */
export interface Machine {
  run(script: string, env: Environment): Promise<Ended>;
  /** Does what the action does; gives what it adds to the environment of the steps after it. */
  use(action: ActionCall): Promise<Environment>;
  /** What the steps have written for the job's page. */
  summary(): string;
  end(): void;
}

/** Runs scripts as GitHub's runners do, in bash: "jobs.<job_id>.steps[*].shell" without a shell. */
export class Shell implements Machine {
  readonly #folder = mkdtempSync(join(tmpdir(), 'tlc-job-'));
  readonly #summary = join(this.#folder, 'summary.md');
  readonly #cwd: string;
  readonly #env: Environment;
  readonly #use: Machine['use'];

  /** `env` is what the machine itself has; `use` does what actions do. */
  constructor(cwd: string, env: Environment, use: Machine['use']) {
    this.#cwd = cwd;
    this.#env = env;
    this.#use = use;
    writeFileSync(this.#summary, '');
  }

  async run(script: string, env: Environment): Promise<Ended> {
    const path = join(this.#folder, 'step.sh');
    writeFileSync(path, script);
    const own = { CI: 'true', GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: this.#summary };
    const ended = await run('bash', ['-e', path], { cwd: this.#cwd, env: { ...this.#env, ...own, ...env } });
    return { code: ended.code ?? 1, output: ended.stdout + ended.stderr };
  }

  use(action: ActionCall): Promise<Environment> {
    return this.#use(action);
  }

  summary(): string {
    return readFileSync(this.#summary, 'utf8');
  }

  end(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Runs no script: notes what would be run, and lets those fail that it is told. */
export class Notes implements Machine {
  readonly use: Machine['use'];
  readonly #scripts: string[];
  readonly #failing: (script: string) => boolean;

  constructor(scripts: string[], use: Machine['use'] = async () => ({}), failing = (_: string) => false) {
    this.#scripts = scripts;
    this.#failing = failing;
    this.use = use;
  }

  async run(script: string): Promise<Ended> {
    this.#scripts.push(script);
    return { code: this.#failing(script) ? 1 : 0, output: '' };
  }

  summary(): string {
    return '';
  }

  end(): void {}
}
