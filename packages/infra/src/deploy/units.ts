import { type StackConcern, stackConcerns, stackOwners } from '../config/stacks.ts';
import { Refusal } from './refusal.ts';

/** What one deploy task deploys: stacks, in order. */
export const units = {
  base: ['storage', 'warehouse'],
  jobs: ['jobs'],
  'check-source': ['check-source'],
  'write-passport': ['write-passport'],
  pipeline: ['pipeline'],
  trigger: ['trigger'],
  observability: ['observability'],
  /** All of the infra workspace, for a deploy of that workspace alone. */
  infra: stackConcerns.filter((concern) => stackOwners[concern] === '@tlc-elt/infra'),
} as const satisfies Record<string, readonly StackConcern[]>;
export type Unit = keyof typeof units;

/** Parses a unit's name; refuses with the names that there are. */
export function unitOf(name: string | undefined): Unit {
  if (name !== undefined && Object.hasOwn(units, name)) return name as Unit;
  throw new Refusal(
    `there is nothing to deploy by the name ${JSON.stringify(name ?? '')}`,
    `Give one of ${Object.keys(units).join(', ')}`,
  );
}
