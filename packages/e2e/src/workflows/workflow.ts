import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { parse } from 'yaml';

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly if?: string;
}

export interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly 'runs-on'?: string;
  readonly 'timeout-minutes'?: number;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly env?: Readonly<Record<string, string>>;
  readonly steps?: readonly Step[];
  /** A workflow that is called, instead of steps. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Concurrency {
  readonly group: string;
  readonly 'cancel-in-progress': boolean | string;
}

interface Input {
  readonly type?: string;
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  readonly required?: boolean;
  readonly description?: string;
}

export interface Workflow {
  readonly name: string;
  readonly on: Readonly<
    Record<
      string,
      { readonly inputs?: Readonly<Record<string, Input>>; readonly branches?: readonly string[] } | null
    >
  >;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency?: Concurrency;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const KEYS = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'env', 'jobs'],
  job: [
    ...['if', 'needs', 'runs-on', 'timeout-minutes', 'environment', 'permissions', 'concurrency', 'env'],
    ...['steps', 'uses', 'with'],
  ],
  step: ['name', 'uses', 'with', 'run', 'env', 'if'],
} as const;

/** Throws on what would not be carried out as GitHub does it. */
function check(kind: keyof typeof KEYS, where: string, value: object): void {
  const known: readonly string[] = KEYS[kind];
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Error(`${where}: \`${unknown}\` of a ${kind} is not carried out here`);
}

/** A workflow of the repository, by its path from there, with everything in it that is carried out here. */
export function workflowAt(path: string): Workflow {
  const workflow = parse(readFileSync(join(root, path), 'utf8')) as Workflow;
  check('workflow', path, workflow);
  for (const [name, job] of Object.entries(workflow.jobs)) {
    check('job', `${path}, ${name}`, job);
    for (const [index, step] of (job.steps ?? []).entries())
      check('step', `${path}, ${name}, step ${index}`, step);
  }
  return workflow;
}

export const workflow = (name: string): Workflow => workflowAt(`.github/workflows/${name}.yml`);
