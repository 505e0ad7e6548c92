import type { Stage } from '@tlc-elt/contracts';
import type { StackConcern } from '../src/config/stacks.ts';
import { assembledStack } from '../src/deploy/assembly.ts';
import { type Unit, units } from '../src/deploy/units.ts';

/** Units that have a step of their own in deploy-stage.yml, in order. */
export const deploySteps = [
  'base',
  'jobs',
  'check-source',
  'write-passport',
  'pipeline',
  'trigger',
  'observability',
] as const satisfies readonly Unit[];
export type DeployStep = (typeof deploySteps)[number];

/** What is deployed of a stack: its template and the files that it names. */
function fingerprint(assembly: string, stage: Stage, concern: StackConcern): string {
  const { templateHash, assets } = assembledStack(assembly, stage, concern);
  return [templateHash, ...assets].join(' ');
}

/** Which units a change touches: those whose template or asset hashes differ. */
export function affected(base: string, head: string, stage: Stage): Record<DeployStep, boolean> {
  const differs = (concern: StackConcern): boolean =>
    fingerprint(base, stage, concern) !== fingerprint(head, stage, concern);
  return Object.fromEntries(deploySteps.map((step) => [step, units[step].some(differs)])) as Record<
    DeployStep,
    boolean
  >;
}
