import { modelOf } from '../../src/aws/model/model.ts';
import type { Callee, Task } from '../../src/kernel/task.ts';
import { task as glue } from '../../src/services/glue/task.ts';
import { task as lambda } from '../../src/services/lambda/task.ts';
import { task as sns } from '../../src/services/sns/task.ts';
import { task as sqs } from '../../src/services/sqs/task.ts';

/** How services refuse a caller in their own words. */
const DENIALS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  lambda: ['AccessDeniedException', 403],
  sns: ['AuthorizationError', 403],
  sqs: ['AccessDenied', 403],
};

const calleeOf = ([name, task]: readonly [string, Task?]): Callee => ({
  ...{ name, ...(task ? { task } : {}) },
  ownErrors: DENIALS[name] ? { AccessDeniedException: DENIALS[name] } : {},
  operations: Object.keys(modelOf(name).operations),
  members: () => undefined,
});

/** The services that a machine under test reaches: each with all operations of its model. */
export const CALLEES: readonly Callee[] = (
  [['glue', glue], ['lambda', lambda], ['logs'], ['s3'], ['sns', sns], ['sqs', sqs], ['ssm']] as const
).map(calleeOf);
