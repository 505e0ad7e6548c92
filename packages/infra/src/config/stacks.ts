import { PROJECT, type Stage } from '@tlc-elt/contracts';

/** Every stack, in the order in which an empty account gets them, and the workspace whose `deploy` task deploys it. */
export const stackOwners = {
  storage: '@tlc-elt/infra',
  warehouse: '@tlc-elt/infra',
  jobs: '@tlc-elt/glue-scripts',
  'check-source': '@tlc-elt/check-source',
  'write-passport': '@tlc-elt/write-passport',
  pipeline: '@tlc-elt/infra',
  trigger: '@tlc-elt/trigger',
  observability: '@tlc-elt/infra',
} as const;

export type StackConcern = keyof typeof stackOwners;

/** Every stack, and the one that an administrator deploys by hand, once. */
export type AnyConcern = StackConcern | 'github-oidc';

/** Stacks of a stage in the order in which an empty account gets them. */
export const stackConcerns = Object.keys(stackOwners) as readonly StackConcern[];

/** Name of a stack: `tlc-dev-storage`. */
export const stackName = (stage: Stage, concern: AnyConcern): string => `${PROJECT}-${stage}-${concern}`;
