import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Service } from '../../kernel/service.ts';
import { optional, required } from '../input.ts';

/** CloudFormation: the assembly's stacks, as if they had been deployed when the local cloud started. */
export function createCloudFormation(kernel: Kernel): Service {
  const { assembly, accountId, region } = kernel;
  const deployedAt = kernel.clock.now();
  const idOf = (name: string): string =>
    name.startsWith('arn:') ? name : `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/local`;
  const stackOf = (name: string) => {
    const stack = assembly.stacks.find(
      (candidate) => candidate.name === name || idOf(candidate.name) === name,
    );
    if (!stack) throw new ServiceError('ValidationError', `Stack with id ${name} does not exist`);
    return stack;
  };
  const describe = ({ name, outputs }: (typeof assembly.stacks)[number]): Shape => ({
    StackId: idOf(name),
    StackName: name,
    CreationTime: deployedAt,
    StackStatus: 'CREATE_COMPLETE',
    DisableRollback: false,
    Outputs: Object.entries(outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
  });
  const resourcesOf = (name: string): Shape[] =>
    assembly.resources
      .filter(({ stackName }) => stackName === stackOf(name).name)
      .map(({ logicalId, physicalId, type, stackName }) => ({
        StackName: stackName,
        StackId: idOf(stackName),
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        ResourceStatus: 'CREATE_COMPLETE',
        Timestamp: deployedAt,
        LastUpdatedTimestamp: deployedAt,
      }));
  return {
    signingName: 'cloudformation',
    ownErrors: {
      ValidationException: ['ValidationError', 400],
      AccessDeniedException: ['AccessDenied', 403],
    },
    protocol: { kind: 'query', xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
    operations: {
      DescribeStacks: (input, { caller }) => {
        const name = optional(input, 'StackName');
        kernel.authorize(caller, 'cloudformation:DescribeStacks', name === undefined ? '*' : idOf(name));
        return { Stacks: (name === undefined ? assembly.stacks : [stackOf(name)]).map(describe) };
      },
      ListStacks: (_, { caller }) => {
        kernel.authorize(caller, 'cloudformation:ListStacks', '*');
        return {
          StackSummaries: assembly.stacks.map((stack) => ({
            ...describe(stack),
            Outputs: undefined,
            DisableRollback: undefined,
          })),
        };
      },
      DescribeStackResources: (input, { caller }) => {
        const name = required(input, 'StackName');
        kernel.authorize(caller, 'cloudformation:DescribeStackResources', idOf(name));
        return {
          StackResources: resourcesOf(name).map(({ LastUpdatedTimestamp: _, ...resource }) => resource),
        };
      },
      GetTemplate: (input, { caller }) => {
        const name = required(input, 'StackName');
        kernel.authorize(caller, 'cloudformation:GetTemplate', idOf(name));
        return { TemplateBody: stackOf(name).template ?? '', StagesAvailable: ['Original', 'Processed'] };
      },
      DescribeStackResource: (input, { caller }) => {
        const name = required(input, 'StackName');
        kernel.authorize(caller, 'cloudformation:DescribeStackResource', idOf(name));
        const logicalId = required(input, 'LogicalResourceId');
        const found = resourcesOf(name).find(({ LogicalResourceId }) => LogicalResourceId === logicalId);
        if (!found)
          throw new ServiceError('ValidationError', `Resource ${logicalId} does not exist for stack ${name}`);
        const { Timestamp: _, ...detail } = found;
        return { StackResourceDetail: detail };
      },
      ListStackResources: (input, { caller }) => {
        const name = required(input, 'StackName');
        kernel.authorize(caller, 'cloudformation:ListStackResources', idOf(name));
        return {
          StackResourceSummaries: resourcesOf(name).map(
            ({ Timestamp: _, StackName: __, StackId: ___, ...resource }) => resource,
          ),
        };
      },
    },
  };
}
