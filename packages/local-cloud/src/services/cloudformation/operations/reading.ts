import type {
  DescribeEventsInput,
  DescribeStackEventsInput,
  DescribeStackResourceInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  ListStackResourcesInput,
  ListStacksInput,
} from '@aws-sdk/client-cloudformation';
import { NotSupported, ServiceError } from '../../../aws/errors.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { page } from '../../page.ts';
import type { CloudFormation } from '../cloudformation.ts';
import { eventShape, resourceShape, stackShape, summaryShape } from './descriptions.ts';

/** Entries of an answer, as AWS has them at most. */
const PAGE = 100;

/** What asks about stacks, their resources and events. */
export const reading: Readonly<Record<string, Operation<CloudFormation>>> = {
  DescribeStacks: {
    takes: ['StackName', 'NextToken'],
    run: async (state, { StackName, NextToken }: Input<DescribeStacksInput>, call) => {
      if (StackName !== undefined) {
        const { id } = state.allowed(StackName, call);
        await state.deployments.settled(id);
        return { Stacks: [stackShape(state.allowed(id, call))] };
      }
      state.authorize(call, '*');
      const present = state.all().filter(({ status }) => status !== 'DELETE_COMPLETE');
      const { items, nextToken } = page(present.toReversed(), NextToken, PAGE);
      return { Stacks: items.map(stackShape), NextToken: nextToken };
    },
  },
  ListStacks: {
    takes: ['NextToken', 'StackStatusFilter'],
    run: (state, { NextToken, StackStatusFilter }: Input<ListStacksInput>, call) => {
      state.authorize(call, '*');
      const statuses: readonly string[] = StackStatusFilter ?? [];
      const asked = state.all().filter(({ status }) => statuses.length === 0 || statuses.includes(status));
      const { items, nextToken } = page(asked.toReversed(), NextToken, PAGE);
      return { StackSummaries: items.map(summaryShape), NextToken: nextToken };
    },
  },
  DescribeStackResources: {
    takes: ['StackName', 'LogicalResourceId', 'PhysicalResourceId'],
    run: (state, input: Input<DescribeStackResourcesInput>, call) => {
      const { LogicalResourceId, PhysicalResourceId } = input;
      const holder = state
        .all()
        .find(({ resources }) => resources.some(({ physicalId }) => physicalId === PhysicalResourceId));
      const asked = input.StackName ?? holder?.id;
      if (asked === undefined)
        throw new ServiceError('ValidationError', `Stack for ${PhysicalResourceId} does not exist`);
      const stack = state.allowed(asked, call);
      const found = stack.resources.filter(
        ({ logicalId, physicalId }) =>
          logicalId === (LogicalResourceId ?? logicalId) &&
          (input.StackName !== undefined || physicalId !== ''),
      );
      return {
        StackResources: found.map((one) => ({
          StackName: stack.name,
          StackId: stack.id,
          ...resourceShape(one, 'Timestamp'),
        })),
      };
    },
  },
  DescribeStackResource: {
    takes: ['StackName', 'LogicalResourceId'],
    run: (state, { StackName, LogicalResourceId }: Input<DescribeStackResourceInput>, call) => {
      const stack = state.allowed(StackName, call);
      const resource = stack.resources.find(({ logicalId }) => logicalId === LogicalResourceId);
      if (!resource)
        throw new ServiceError(
          'ValidationError',
          `Resource ${LogicalResourceId} does not exist for stack ${StackName}`,
        );
      const place = { StackName: stack.name, StackId: stack.id };
      const told = resourceShape(resource, 'LastUpdatedTimestamp');
      return { StackResourceDetail: { ...place, ...told, Metadata: JSON.stringify(resource.metadata) } };
    },
  },
  ListStackResources: {
    takes: ['StackName', 'NextToken'],
    run: (state, { StackName, NextToken }: Input<ListStackResourcesInput>, call) => {
      const { items, nextToken } = page(state.allowed(StackName, call).resources, NextToken, PAGE);
      return {
        StackResourceSummaries: items.map((one) => resourceShape(one, 'LastUpdatedTimestamp')),
        NextToken: nextToken,
      };
    },
  },
  DescribeStackEvents: {
    takes: ['StackName', 'NextToken'],
    run: (state, { StackName, NextToken }: Input<DescribeStackEventsInput>, call) => {
      const stack = state.allowed(StackName, call);
      const { items, nextToken } = page(state.store.events.of(stack.id).toReversed(), NextToken, PAGE);
      return { StackEvents: items.map((event) => eventShape(stack, event)), NextToken: nextToken };
    },
  },
  DescribeEvents: {
    takes: ['StackName', 'ChangeSetName', 'Filters.FailedEvents', 'NextToken'],
    note: 'of a stack; nothing validates a change set before it is made, so that one has no events of its own; OperationId is refused',
    run: (state, input: Input<DescribeEventsInput>, call) => {
      const { StackName, ChangeSetName, Filters, NextToken } = input;
      if (StackName === undefined) throw new NotSupported('DescribeEvents without StackName');
      const stack = state.allowed(StackName, call);
      const events = ChangeSetName === undefined ? state.store.events.of(stack.id).toReversed() : [];
      const asked = events.filter(
        ({ status }) => Filters?.FailedEvents !== true || status.endsWith('_FAILED'),
      );
      const { items, nextToken } = page(asked, NextToken, PAGE);
      const shapes = items.map((event) => {
        const { StackName: _, ...shape } = eventShape(stack, event);
        return { ...shape, EventType: 'STACK_EVENT' };
      });
      return { OperationEvents: shapes, NextToken: nextToken };
    },
  },
};
