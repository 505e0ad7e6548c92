import type {
  CreateStackInput,
  DeleteStackInput,
  UpdateStackInput,
  UpdateTerminationProtectionInput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { emptyStack } from '../account/contents.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { remove } from '../deployment/remove.ts';
import { planOf } from '../plan/plan.ts';
import {
  checkIdle,
  checkMode,
  checkUpdatable,
  DEFINITION,
  definitionOf,
  invalid,
  roleOf,
} from './requests.ts';
import { onFailureOf, startDeployment } from './start.ts';

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
      checkMode(DeploymentConfig);
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
