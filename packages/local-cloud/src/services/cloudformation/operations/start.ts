import type { Caller } from '../../../aws/call.ts';
import { contentsOf } from '../account/contents.ts';
import type { Definition, OnFailure, Stack } from '../account/stack.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { deploy } from '../deployment/deploy.ts';
import { planOf } from '../plan/plan.ts';

/** What an operation on a stack is begun with. */
export interface Start {
  readonly definition: Definition;
  readonly caller: Caller;
  readonly roleArn: string | undefined;
  readonly onFailure: OnFailure;
  readonly token: string | undefined;
  readonly importExisting: boolean;
}

/** Begins to make a stack what the definition says; the stack is there, with nothing in it where it is new. */
export function startDeployment(state: CloudFormation, stack: Stack, start: Start): void {
  const { definition, caller, roleArn, onFailure, token, importExisting } = start;
  const { id, name, resources } = stack;
  const kind = resources.length === 0 && stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE';
  const current = kind === 'CREATE' ? undefined : stack;
  const plan = planOf(state.kernel, state.store, { id, name, definition, current, caller, importExisting });
  const role = roleArn ?? stack.roleArn;
  if (role !== undefined) state.deployments.checkRole(role, id); // it may have changed since the change set
  const begun = state.store.put({
    ...stack,
    ...definition,
    imports: [...new Set([...stack.imports, ...plan.imports])],
    onFailure,
    token,
    status: `${kind}_IN_PROGRESS`,
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(current === undefined ? {} : { updatedAt: state.now(), before: stack.before ?? contentsOf(stack) }),
  });
  void state.deployments.start(begun, caller, (run) => {
    run.status(`${kind}_IN_PROGRESS`, 'User Initiated');
    return deploy(run, plan, kind);
  });
}

/** How the operation ends where it fails, as requests say it. */
export const onFailureOf = (
  disabled: boolean | undefined,
  retainExceptOnCreate: boolean | undefined,
  ending = 'ROLLBACK',
): OnFailure => ({
  ending: disabled === true ? 'DO_NOTHING' : (ending as OnFailure['ending']),
  retainExceptOnCreate: retainExceptOnCreate === true,
});
