import type {
  DescribeStackResourceInput,
  DescribeStackResourcesInput,
  DescribeStacksInput,
  GetTemplateInput,
  ListStackResourcesInput,
} from '@aws-sdk/client-cloudformation';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { type Stack, Stacks } from './stacks.ts';

/** The stacks, and the calls that ask about them. */
class CloudFormation {
  readonly stacks: Stacks;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.stacks = new Stacks(kernel);
  }

  /** The stack of a name or id, once the caller may do `operation` with it. */
  allowed(nameOrId: string, { caller, operation }: Call): Stack {
    this.#kernel.authorize(caller, `cloudformation:${operation}`, this.idOf(nameOrId));
    const stack = this.stacks.all().find(({ name }) => name === nameOrId || this.idOf(name) === nameOrId);
    if (!stack) throw new ServiceError('ValidationError', `Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  all({ caller, operation }: Call): readonly Stack[] {
    this.#kernel.authorize(caller, `cloudformation:${operation}`, '*');
    return this.stacks.all();
  }

  idOf(name: string): string {
    const { region, accountId } = this.#kernel;
    return name.startsWith('arn:')
      ? name
      : `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`;
  }

  describe({ name, outputs, createdAt, updatedAt }: Stack): Shape {
    return {
      ...this.summary(createdAt, updatedAt),
      StackId: this.idOf(name),
      StackName: name,
      DisableRollback: false,
      Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  }

  summary(createdAt: number, updatedAt: number | undefined): Shape {
    return {
      CreationTime: new Date(createdAt),
      LastUpdatedTime: updatedAt === undefined ? undefined : new Date(updatedAt),
      StackStatus: updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
    };
  }

  /** A resource of a stack as every answer tells it; each names the time in its own way. */
  resource({ createdAt, updatedAt }: Stack, { logicalId, physicalId, type }: Resource, time: string): Shape {
    return {
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      ResourceStatus: updatedAt === undefined ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE',
      [time]: new Date(updatedAt ?? createdAt),
    };
  }
}

const operations: Readonly<Record<string, Operation<CloudFormation>>> = {
  DescribeStacks: {
    takes: ['StackName'],
    run: (state, { StackName }: Input<DescribeStacksInput>, call) => {
      const stacks = StackName === undefined ? state.all(call) : [state.allowed(StackName, call)];
      return { Stacks: stacks.map((stack) => state.describe(stack)) };
    },
  },
  ListStacks: {
    takes: [],
    run: (state, _, call) => ({
      StackSummaries: state.all(call).map(({ name, createdAt, updatedAt }) => ({
        StackId: state.idOf(name),
        StackName: name,
        ...state.summary(createdAt, updatedAt),
      })),
    }),
  },
  DescribeStackResources: {
    takes: ['StackName', 'LogicalResourceId'],
    run: (state, { StackName, LogicalResourceId }: Input<DescribeStackResourcesInput>, call) => {
      if (StackName === undefined) throw new NotSupported('DescribeStackResources without StackName');
      const stack = state.allowed(StackName, call);
      const asked = stack.resources.filter(({ logicalId }) => logicalId === (LogicalResourceId ?? logicalId));
      const place = { StackName: stack.name, StackId: state.idOf(stack.name) };
      return {
        StackResources: asked.map((one) => ({ ...place, ...state.resource(stack, one, 'Timestamp') })),
      };
    },
  },
  GetTemplate: {
    takes: ['StackName'],
    inert: { TemplateStage: 'a template is the same in both stages: there are no macros' },
    run: (state, { StackName }: Input<GetTemplateInput>, call) => {
      if (StackName === undefined) throw new NotSupported('GetTemplate without StackName');
      return {
        TemplateBody: state.allowed(StackName, call).template,
        StagesAvailable: ['Original', 'Processed'],
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
      const place = { StackName: stack.name, StackId: state.idOf(stack.name) };
      const told = state.resource(stack, resource, 'LastUpdatedTimestamp');
      return { StackResourceDetail: { ...place, ...told } };
    },
  },
  ListStackResources: {
    takes: ['StackName'],
    run: (state, { StackName }: Input<ListStackResourcesInput>, call) => {
      const stack = state.allowed(StackName, call);
      return {
        StackResourceSummaries: stack.resources.map((one) =>
          state.resource(stack, one, 'LastUpdatedTimestamp'),
        ),
      };
    },
  },
};

/** CloudFormation: the assembly's stacks. */
export const cloudformation: Service<CloudFormation> = {
  name: 'cloudformation',
  title: 'AWS CloudFormation',
  state: (kernel) => new CloudFormation(kernel),
  operations,
  offers: ({ stacks }) => stacks,
  ownErrors: {
    ValidationException: ['ValidationError', 400],
    AccessDeniedException: ['AccessDenied', 403],
  },
  refused: {
    'every operation that changes a stack': 'InvalidAction: start the local cloud with another assembly',
  },
};
