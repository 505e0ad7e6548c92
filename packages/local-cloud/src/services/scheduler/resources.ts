import { arnOf, INERT, inertType, named, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of EventBridge Scheduler. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Scheduler::Schedule': {
    works: [
      'Name',
      'GroupName',
      'State',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'FlexibleTimeWindow',
      'Target',
      'Description',
      'StartDate',
      'EndDate',
      'KmsKeyArn',
    ],
    inert: { Tags: INERT.tags },
    identify: named('Name', (name, naming) =>
      arnOf('scheduler', naming, `schedule/${naming.text('GroupName') ?? 'default'}/${name}`),
    ),
    handlers: pending,
  },
  'AWS::Scheduler::ScheduleGroup': inertType('names schedules, nothing more'),
};
