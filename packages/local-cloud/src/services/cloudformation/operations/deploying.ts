import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  CreateStackInput,
  DeleteStackInput,
  RollbackStackInput,
  UpdateStackInput,
  UpdateTerminationProtectionInput,
} from '@aws-sdk/client-cloudformation';
import type { Caller } from '../../../aws/call.ts';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { Contents, Definition, OnFailure, Stack } from '../account/stack.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { deploy } from '../deployment/deploy.ts';
import { remove } from '../deployment/remove.ts';
import { rollBackCreation, rollBackUpdate } from '../deployment/rollback.ts';
import { planOf } from '../plan/plan.ts';
import { checkIdle, checkUpdatable, DEFINITION, definitionOf, invalid, roleOf } from './requests.ts';

/** A stack with nothing in it yet. */
export const emptyStack = (id: string, name: string, status: string, createdAt: number): Stack => ({
  id,
  name,
  status,
  createdAt,
  template: '',
  parameters: [],
  tags: [],
  capabilities: [],
  notificationArns: [],
  outputs: [],
  imports: [],
  resources: [],
  leftovers: [],
  changeSets: [],
  terminationProtection: false,
  onFailure: { ending: 'ROLLBACK', retainExceptOnCreate: false },
});

/** What a stack is, to go back to. */
export const contentsOf = (stack: Stack): Contents => ({
  template: stack.template,
  ...(stack.description === undefined ? {} : { description: stack.description }),
  parameters: stack.parameters,
  tags: stack.tags,
  capabilities: stack.capabilities,
  notificationArns: stack.notificationArns,
  outputs: stack.outputs,
  imports: stack.imports,
  resources: stack.resources,
});

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

export const onFailureOf = (
  disabled: boolean | undefined,
  retainExceptOnCreate: boolean | undefined,
  ending = 'ROLLBACK',
): OnFailure => ({
  ending: disabled === true ? 'DO_NOTHING' : (ending as OnFailure['ending']),
  retainExceptOnCreate: retainExceptOnCreate === true,
});

/** What changes stacks, without change sets. */
export const deploying: Readonly<Record<string, Operation<CloudFormation>>> = {
  CreateStack: {
    takes: [
      ...DEFINITION,
      'DisableRollback',
      'OnFailure',
      'ClientRequestToken',
      'EnableTerminationProtection',
      'RetainExceptOnCreate',
    ],
    run: async (state, input: Input<CreateStackInput>, call) => {
      const { StackName, DisableRollback, OnFailure, ClientRequestToken, RetainExceptOnCreate } = input;
      state.checkDeployable(call);
      state.authorize(call, StackName);
      if (DisableRollback !== undefined && OnFailure !== undefined)
        throw invalid('You can specify either DisableRollback or OnFailure, not both.');
      const definition = await definitionOf(state, call, StackName, input, undefined);
      if (state.find(StackName))
        throw new ServiceError('AlreadyExistsException', `Stack [${StackName}] already exists`);
      const id = state.newId('stack', StackName);
      const roleArn = roleOf(state, call, input.RoleARN, { id });
      const empty = emptyStack(id, StackName, 'REVIEW_IN_PROGRESS', state.now());
      const terminationProtection = input.EnableTerminationProtection === true;
      startDeployment(
        state,
        { ...empty, terminationProtection },
        {
          definition,
          caller: call.caller,
          roleArn,
          onFailure: onFailureOf(DisableRollback, RetainExceptOnCreate, OnFailure),
          token: ClientRequestToken,
          importExisting: false,
        },
      );
      return { StackId: id };
    },
  },
  UpdateStack: {
    takes: [
      ...DEFINITION,
      'UsePreviousTemplate',
      'DisableRollback',
      'ClientRequestToken',
      'RetainExceptOnCreate',
    ],
    run: async (state, input: Input<UpdateStackInput>, call) => {
      const { StackName, DisableRollback, ClientRequestToken, RetainExceptOnCreate } = input;
      state.checkDeployable(call);
      state.authorize(call, StackName);
      if (!state.find(StackName)) throw invalid(`Stack [${StackName}] does not exist`);
      const definition = await definitionOf(state, call, StackName, input, state.find(StackName));
      const stack = state.allowed(StackName, call);
      checkUpdatable(stack);
      const roleArn = roleOf(state, call, input.RoleARN, stack);
      const { id, name } = stack;
      const planned = { id, name, definition, current: stack, caller: call.caller, importExisting: false };
      if (!planOf(state.kernel, state.store, planned).changes)
        throw invalid('No updates are to be performed.');
      startDeployment(state, stack, {
        definition,
        caller: call.caller,
        roleArn,
        onFailure: onFailureOf(DisableRollback, RetainExceptOnCreate),
        token: ClientRequestToken,
        importExisting: false,
      });
      return { StackId: id };
    },
  },
  DeleteStack: {
    takes: [
      'StackName',
      'RetainResources',
      'RoleARN',
      'ClientRequestToken',
      'DeletionMode',
      'DeploymentConfig.Mode',
    ],
    run: (state, input: Input<DeleteStackInput>, call) => {
      const { StackName, RetainResources = [], RoleARN, DeletionMode, DeploymentConfig } = input;
      state.checkDeployable(call);
      state.authorize(call, StackName);
      const stack = state.find(StackName);
      if (!stack || /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(stack.status)) return {};
      if ((DeploymentConfig?.Mode ?? 'STANDARD') !== 'STANDARD')
        throw new NotSupported(`the deployment mode ${DeploymentConfig?.Mode}`);
      if (stack.terminationProtection)
        throw invalid(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
      checkIdle(stack, 'deleted');
      const force = DeletionMode === 'FORCE_DELETE_STACK';
      if ((RetainResources.length > 0 || force) && stack.status !== 'DELETE_FAILED')
        throw invalid(
          `Invalid operation on stack [${stack.id}]. ${force ? 'FORCE_DELETE_STACK' : 'RetainResources'} may be used only while it is in DELETE_FAILED state.`,
        );
      const roleArn = roleOf(state, call, RoleARN, stack);
      const begun = state.store.change(stack.id, {
        token: input.ClientRequestToken,
        ...(roleArn === undefined ? {} : { roleArn }),
      });
      void state.deployments.start(begun, call.caller, (run) => remove(run, RetainResources, force));
      return {};
    },
  },
  RollbackStack: {
    takes: ['StackName', 'RoleARN', 'ClientRequestToken', 'RetainExceptOnCreate', 'DeploymentConfig.Mode'],
    run: (state, input: Input<RollbackStackInput>, call) => {
      const { StackName, RoleARN, ClientRequestToken, RetainExceptOnCreate, DeploymentConfig } = input;
      state.checkDeployable(call);
      const stack = state.allowed(StackName, call);
      if ((DeploymentConfig?.Mode ?? 'STANDARD') !== 'STANDARD')
        throw new NotSupported(`the deployment mode ${DeploymentConfig?.Mode}`);
      if (!/^(CREATE|UPDATE)_FAILED$/.test(stack.status))
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
      const roleArn = roleOf(state, call, RoleARN, stack);
      const begun = state.store.change(stack.id, {
        token: ClientRequestToken,
        onFailure: onFailureOf(false, RetainExceptOnCreate),
        ...(roleArn === undefined ? {} : { roleArn }),
      });
      void state.deployments.start(begun, call.caller, (run) => {
        const before = begun.status === 'UPDATE_FAILED' ? begun.before : undefined;
        run.status(before ? 'UPDATE_ROLLBACK_IN_PROGRESS' : 'ROLLBACK_IN_PROGRESS', 'User Initiated');
        return before ? rollBackUpdate(run, before) : rollBackCreation(run);
      });
      return { StackId: stack.id };
    },
  },
  ContinueUpdateRollback: {
    takes: ['StackName', 'RoleARN', 'ClientRequestToken', 'ResourcesToSkip', 'ForceRollback'],
    run: (state, input: Input<ContinueUpdateRollbackInput>, call) => {
      const { StackName, RoleARN, ClientRequestToken, ResourcesToSkip = [], ForceRollback } = input;
      state.checkDeployable(call);
      const stack = state.allowed(StackName, call);
      const { before } = stack;
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || !before)
        throw invalid(`Stack:${stack.id} is in ${stack.status} state and can not continue rolling back.`);
      const failed = stack.resources.filter(({ status }) => status === 'UPDATE_FAILED');
      const all = failed.map(({ logicalId }) => logicalId);
      const unknown = ResourcesToSkip.filter((one) => !all.includes(one));
      if (unknown.length > 0)
        throw invalid(`Invalid resources to skip: [${unknown.join(', ')}] are not in UPDATE_FAILED state`);
      const roleArn = roleOf(state, call, RoleARN, stack);
      const begun = state.store.change(stack.id, {
        token: ClientRequestToken,
        ...(roleArn === undefined ? {} : { roleArn }),
      });
      void state.deployments.start(begun, call.caller, (run) => {
        run.status('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
        return rollBackUpdate(run, before, ForceRollback === true ? all : ResourcesToSkip);
      });
      return {};
    },
  },
  CancelUpdateStack: {
    takes: ['StackName'],
    inert: { ClientRequestToken: 'to cancel twice is to cancel once' },
    run: (state, { StackName }: Input<CancelUpdateStackInput>, call) => {
      state.checkDeployable(call);
      const { id, status } = state.allowed(StackName, call);
      if (status !== 'UPDATE_IN_PROGRESS')
        throw invalid('CancelUpdateStack cannot be called from current stack status');
      state.deployments.cancel(id);
      return {};
    },
  },
  UpdateTerminationProtection: {
    takes: ['StackName', 'EnableTerminationProtection'],
    run: (state, input: Input<UpdateTerminationProtectionInput>, call) => {
      state.checkDeployable(call);
      const stack = state.allowed(input.StackName, call);
      state.store.change(stack.id, { terminationProtection: input.EnableTerminationProtection });
      return { StackId: stack.id };
    },
  },
};
