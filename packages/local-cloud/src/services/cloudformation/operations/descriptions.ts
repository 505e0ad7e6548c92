import type { Shape } from '../../../aws/call.ts';
import type { StackEvent } from '../account/events.ts';
import type { Parameter, Stack, StackResource } from '../account/stack.ts';

const date = (at: number | undefined): Date | undefined => (at === undefined ? undefined : new Date(at));

export const NOT_CHECKED = { StackDriftStatus: 'NOT_CHECKED' };

export const parameterShapes = (parameters: readonly Parameter[]): Shape[] =>
  parameters.map(({ key, value, resolved, noEcho }) => ({
    ParameterKey: key,
    ParameterValue: noEcho ? '****' : value,
    ResolvedValue: noEcho && resolved !== undefined ? '****' : resolved,
  }));

/** A stack as DescribeStacks tells it. */
export function stackShape(stack: Stack): Shape {
  const { id, name, parameters, outputs, roleArn, tags, capabilities, onFailure } = stack;
  return {
    ...statusShape(stack),
    StackId: id,
    StackName: name,
    Description: stack.description,
    Parameters: parameterShapes(parameters),
    Outputs: outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description,
      ExportName: exportName,
    })),
    Capabilities: capabilities,
    Tags: tags,
    RoleARN: roleArn,
    NotificationARNs: stack.notificationArns,
    RollbackConfiguration: {},
    DisableRollback: onFailure.ending === 'DO_NOTHING',
    RetainExceptOnCreate: onFailure.retainExceptOnCreate || undefined,
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: NOT_CHECKED,
  };
}

const statusShape = ({ createdAt, updatedAt, deletedAt, status, reason }: Stack): Shape => ({
  CreationTime: new Date(createdAt),
  LastUpdatedTime: date(updatedAt),
  DeletionTime: date(deletedAt),
  StackStatus: status,
  StackStatusReason: reason,
});

/** A stack as ListStacks tells it. */
export const summaryShape = (stack: Stack): Shape => ({
  ...statusShape(stack),
  StackId: stack.id,
  StackName: stack.name,
  TemplateDescription: stack.description,
  DriftInformation: NOT_CHECKED,
});

/** A resource of a stack as every answer tells it; each names the time in its own way. */
export const resourceShape = (resource: StackResource, time: string): Shape => ({
  LogicalResourceId: resource.logicalId,
  PhysicalResourceId: resource.physicalId,
  ResourceType: resource.type,
  ResourceStatus: resource.status,
  ResourceStatusReason: resource.reason,
  DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  [time]: new Date(resource.changedAt),
});

/** An event as DescribeStackEvents tells it. */
export const eventShape = ({ id, name }: Stack, event: StackEvent): Shape => ({
  StackId: id,
  StackName: name,
  EventId: event.id,
  LogicalResourceId: event.logicalId,
  PhysicalResourceId: event.physicalId,
  ResourceType: event.type,
  Timestamp: new Date(event.at),
  ResourceStatus: event.status,
  ResourceStatusReason: event.reason,
  ClientRequestToken: event.token,
});
