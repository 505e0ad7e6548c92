import { arnOf, INERT, named, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of Glue. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Glue::Job': {
    works: [
      'Name',
      'Role',
      'Command',
      'DefaultArguments',
      'NonOverridableArguments',
      'GlueVersion',
      'MaxCapacity',
      'WorkerType',
      'NumberOfWorkers',
      'AllocatedCapacity',
      'Timeout',
      'MaxRetries',
      'ExecutionProperty',
      'JobRunQueuingEnabled',
    ],
    inert: {
      Description: INERT.words,
      ExecutionClass: INERT.capacity,
      JobMode: 'how the console shows the script',
      LogUri: 'Glue itself ignores it',
      MaintenanceWindow: 'concerns streaming jobs, which are refused',
      NotificationProperty: 'delays a notification',
      SecurityConfiguration: INERT.encryption,
      Tags: INERT.tags,
    },
    identify: named('Name', (name, naming) => arnOf('glue', naming, `job/${name}`)),
    handlers: pending,
  },
};
