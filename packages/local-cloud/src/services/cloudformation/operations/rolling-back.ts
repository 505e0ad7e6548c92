import type {
  CancelUpdateStackInput,
  ContinueUpdateRollbackInput,
  RollbackStackInput,
} from '@aws-sdk/client-cloudformation';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { rollBackCreation, rollBackUpdate } from '../deployment/rollback.ts';
import { checkMode, invalid, roleOf } from './requests.ts';
import { onFailureOf } from './start.ts';

/** What undoes an operation. */
export const rollingBack: Readonly<Record<string, Operation<CloudFormation>>> = {
  RollbackStack: {
    takes: ['StackName', 'RoleARN', 'ClientRequestToken', 'RetainExceptOnCreate', 'DeploymentConfig.Mode'],
    run: (state, input: Input<RollbackStackInput>, call) => {
      const { StackName, RoleARN, ClientRequestToken, RetainExceptOnCreate, DeploymentConfig } = input;
      state.checkDeployable(call);
      const stack = state.allowed(StackName, call);
      checkMode(DeploymentConfig);
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
};
