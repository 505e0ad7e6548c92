import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '@tlc-elt/contracts';
import type { StackConcern } from '../config/stacks.ts';
import { assembledStack } from '../deploy/assembly.ts';
import { type Unit, units } from '../deploy/units.ts';

/** Units that have a job of their own in deploy.yml, in order. */
export const deployJobs = [
  'base',
  'jobs',
  'check-source',
  'pipeline',
  'trigger',
  'observability',
] as const satisfies readonly Unit[];
export type DeployJob = (typeof deployJobs)[number];

/** What is deployed of a stack: its template and the files that it names. */
function fingerprint(assembly: string, stage: Stage, concern: StackConcern): string {
  const { templateHash, assets } = assembledStack(assembly, stage, concern);
  return [templateHash, ...assets].join(' ');
}

/** Which units a change touches: those whose template or asset hashes differ; all, where there is no base to compare with. */
export function affected(base: string | undefined, head: string, stage: Stage): Record<DeployJob, boolean> {
  const known = base !== undefined && existsSync(join(base, 'manifest.json'));
  const differs = (concern: StackConcern): boolean => {
    if (!known) return true;
    try {
      return fingerprint(base, stage, concern) !== fingerprint(head, stage, concern);
    } catch {
      return true; // the stack is new
    }
  };
  return Object.fromEntries(deployJobs.map((job) => [job, units[job].some(differs)])) as Record<
    DeployJob,
    boolean
  >;
}

/** Lines for $GITHUB_OUTPUT; names of outputs have no hyphen, so that `needs.plan.outputs.x` reads plainly. */
export const outputLines = (jobs: Readonly<Record<string, boolean>>): string =>
  Object.entries(jobs)
    .map(([job, is]) => `${job.replaceAll('-', '_')}=${is}\n`)
    .join('');
