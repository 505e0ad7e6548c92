import type {
  CreateChangeSetInput,
  DeleteChangeSetInput,
  DescribeChangeSetInput,
  ExecuteChangeSetInput,
  ListChangeSetsInput,
  ListHookResultsInput,
} from '@aws-sdk/client-cloudformation';
import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import type { ChangeSet, Stack } from '../account/stack.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { withoutValues } from '../plan/changes.ts';
import { found, missing, reviewed, worked } from './change-set.ts';
import { parameterShapes } from './descriptions.ts';
import { checkUpdatable, DEFINITION, definitionOf, roleOf } from './requests.ts';
import { onFailureOf, startDeployment } from './start.ts';

/** Entries of an answer. */
const PAGE = 100;

const summary = ({ id: stackId, name }: Stack, changeSet: ChangeSet): Shape => ({
  StackId: stackId,
  StackName: name,
  ChangeSetId: changeSet.id,
  ChangeSetName: changeSet.name,
  Description: changeSet.description,
  CreationTime: new Date(changeSet.createdAt),
  ExecutionStatus: changeSet.executionStatus,
  Status: changeSet.status,
  StatusReason: changeSet.reason,
  IncludeNestedStacks: false,
  ImportExistingResources: changeSet.importExisting,
});

/** Change sets: what is to become of a stack, told before it is done. */
export const changeSets: Readonly<Record<string, Operation<CloudFormation>>> = {
  CreateChangeSet: {
    takes: [
      ...DEFINITION,
      'UsePreviousTemplate',
      'ChangeSetName',
      'ChangeSetType',
      'Description',
      'OnStackFailure',
      'ImportExistingResources',
    ],
    inert: {
      ClientToken: 'a change set of the same name is refused, whichever token it has',
      IncludeNestedStacks: 'there are no nested stacks',
    },
    note: 'of the types CREATE and UPDATE; IMPORT is refused, ImportExistingResources takes over what is there by its name',
    run: async (state, input: Input<CreateChangeSetInput>, call) => {
      const { StackName, ChangeSetName, Description, OnStackFailure } = input;
      state.checkDeployable(call);
      state.authorize(call, StackName);
      const before = reviewed(state, input);
      const definition = await definitionOf(state, call, before.name, input, before);
      const stack = state.find(StackName) ?? before;
      if (stack.changeSets.some(({ name }) => name === ChangeSetName))
        throw new ServiceError(
          'AlreadyExistsException',
          `ChangeSet ${ChangeSetName} already exists for stack ${stack.name}`,
        );
      const roleArn = roleOf(state, call, input.RoleARN, stack);
      const importExisting = input.ImportExistingResources === true;
      const changeSet: ChangeSet = {
        id: state.newId('changeSet', ChangeSetName),
        name: ChangeSetName,
        type: stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE',
        createdAt: state.now(),
        definition,
        importExisting,
        ...worked(state, call, stack, definition, importExisting),
        ...(Description === undefined ? {} : { description: Description }),
        ...(roleArn === undefined ? {} : { roleArn }),
        ...(OnStackFailure === undefined ? {} : { onStackFailure: OnStackFailure }),
      };
      state.store.put({ ...stack, changeSets: [...stack.changeSets, changeSet] });
      return { Id: changeSet.id, StackId: stack.id };
    },
  },
  DescribeChangeSet: {
    takes: ['ChangeSetName', 'StackName', 'NextToken', 'IncludePropertyValues'],
    run: (state, input: Input<DescribeChangeSetInput>, call) => {
      const { stack, changeSet } = found(state, input, call);
      if (!changeSet) throw missing(input.ChangeSetName);
      const { definition, changes, onStackFailure } = changeSet;
      const told = input.IncludePropertyValues === true ? changes : changes.map(withoutValues);
      const { items, nextToken } = page(told, input.NextToken, PAGE);
      return {
        ...summary(stack, changeSet),
        Parameters: parameterShapes(definition.parameters),
        Capabilities: definition.capabilities,
        Tags: definition.tags,
        NotificationARNs: [],
        RollbackConfiguration: {},
        OnStackFailure: onStackFailure,
        Changes: items,
        NextToken: nextToken,
      };
    },
  },
  ListChangeSets: {
    takes: ['StackName', 'NextToken'],
    run: (state, { StackName, NextToken }: Input<ListChangeSetsInput>, call) => {
      const stack = state.allowed(StackName, call);
      const { items, nextToken } = page(stack.changeSets, NextToken, PAGE);
      return { Summaries: items.map((one) => summary(stack, one)), NextToken: nextToken };
    },
  },
  DeleteChangeSet: {
    takes: ['ChangeSetName', 'StackName'],
    run: (state, input: Input<DeleteChangeSetInput>, call) => {
      state.checkDeployable(call);
      const { stack, changeSet } = found(state, input, call);
      if (changeSet)
        state.store.change(stack.id, {
          changeSets: stack.changeSets.filter(({ id }) => id !== changeSet.id),
        });
      return {};
    },
  },
  ExecuteChangeSet: {
    takes: ['ChangeSetName', 'StackName', 'ClientRequestToken', 'DisableRollback', 'RetainExceptOnCreate'],
    run: (state, input: Input<ExecuteChangeSetInput>, call) => {
      state.checkDeployable(call);
      const { stack, changeSet } = found(state, input, call);
      if (!changeSet) throw missing(input.ChangeSetName);
      if (changeSet.executionStatus !== 'AVAILABLE')
        throw new ServiceError(
          'InvalidChangeSetStatusException',
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status === 'FAILED' ? 'FAILED' : changeSet.executionStatus}]`,
        );
      if (changeSet.type === 'UPDATE') checkUpdatable(stack);
      const executed: ChangeSet = { ...changeSet, executionStatus: 'EXECUTE_COMPLETE' };
      // AWS deletes the others: they were worked out for what the stack is no more.
      startDeployment(
        state,
        { ...stack, changeSets: [executed] },
        {
          definition: changeSet.definition,
          caller: call.caller,
          roleArn: changeSet.roleArn,
          onFailure: onFailureOf(input.DisableRollback, input.RetainExceptOnCreate, changeSet.onStackFailure),
          token: input.ClientRequestToken,
          importExisting: changeSet.importExisting,
        },
      );
      return {};
    },
  },
  ListHookResults: {
    takes: ['TargetType', 'TargetId', 'NextToken'],
    note: 'there are no hooks, hence no results; Status and TypeArn are refused',
    run: (state, { TargetId }: Input<ListHookResultsInput>, call) => {
      state.authorize(call, '*');
      return { TargetId, HookResults: [] };
    },
  },
};
