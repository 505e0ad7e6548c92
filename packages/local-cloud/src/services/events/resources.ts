import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of EventBridge. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Events::Rule': {
    works: ['Name', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'EventBusName'],
    inert: {
      Description: INERT.words,
      RoleArn: 'is about event buses of other accounts',
      Tags: INERT.tags,
    },
    identify: named('Name', (name, naming) => arnOf('events', naming, `rule/${name}`)),
    handlers: pending,
  },
};
