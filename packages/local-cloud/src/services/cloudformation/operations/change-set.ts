import type { CreateChangeSetInput } from '@aws-sdk/client-cloudformation';
import type { Call } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Input } from '../../../kernel/service.ts';
import { emptyStack } from '../account/contents.ts';
import type { ChangeSet, Definition, Stack } from '../account/stack.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { changesOf } from '../plan/changes.ts';
import { planOf } from '../plan/plan.ts';
import { checkUpdatable, invalid } from './requests.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

interface Named {
  readonly StackName?: string;
  readonly ChangeSetName: string;
}

/** A change set that is not there. */
export const missing = (name: string): ServiceError =>
  new ServiceError('ChangeSetNotFoundException', `ChangeSet [${name}] does not exist`, 404);

/** A change set by its ARN, or by its name and its stack, once the caller may do the operation with the stack. */
export function found(
  state: CloudFormation,
  { StackName, ChangeSetName }: Named,
  call: Call,
): { stack: Stack; changeSet?: ChangeSet } {
  const fits = ({ id, name }: ChangeSet): boolean => id === ChangeSetName || name === ChangeSetName;
  if (StackName === undefined && !ChangeSetName.startsWith('arn:'))
    throw invalid('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const asked = StackName ?? state.all().find(({ changeSets }) => changeSets.some(fits))?.id;
  if (asked === undefined) throw missing(ChangeSetName);
  state.authorize(call, asked);
  const stack = state.find(asked);
  if (!stack) throw invalid(`Stack [${asked}] does not exist`);
  const changeSet = stack.changeSets.find(fits);
  return { stack, ...(changeSet ? { changeSet } : {}) };
}

/** The stack that a change set is for; a new one is only looked at. */
export function reviewed(state: CloudFormation, input: Input<CreateChangeSetInput>): Stack {
  const { StackName, ChangeSetName, ChangeSetType = 'UPDATE' } = input;
  const stack = state.find(StackName);
  if (ChangeSetType === 'UPDATE') {
    if (!stack) throw invalid(`Stack [${StackName}] does not exist`);
    checkUpdatable(stack);
    return stack;
  }
  if (ChangeSetType !== 'CREATE') throw new NotSupported(`a change set of the type ${ChangeSetType}`);
  if (stack && stack.status !== 'REVIEW_IN_PROGRESS')
    throw invalid(
      `Stack [${StackName}] already exists and cannot be created again with the changeSet [${ChangeSetName}].`,
    );
  return stack ?? emptyStack(state.newId('stack', StackName), StackName, 'REVIEW_IN_PROGRESS', state.now());
}

/** What becomes of the stack, and whether that can be done. */
export function worked(
  state: CloudFormation,
  { caller }: Call,
  stack: Stack,
  definition: Definition,
  importExisting: boolean,
): Pick<ChangeSet, 'status' | 'executionStatus' | 'reason' | 'changes'> {
  const { id, name } = stack;
  const current = stack.status === 'REVIEW_IN_PROGRESS' ? undefined : stack;
  const failed = (reason: string) =>
    ({ status: 'FAILED', executionStatus: 'UNAVAILABLE', reason, changes: [] }) as const;
  try {
    const planned = { id, name, definition, current, caller, importExisting };
    const plan = planOf(state.kernel, state.store, planned);
    if (!plan.changes) return failed(NO_CHANGES);
    return { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', changes: changesOf(plan) };
  } catch (error) {
    if (error instanceof ServiceError) return failed(error.message);
    throw error;
  }
}
