import { arnOf, INERT, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of CloudWatch Logs. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::Logs::LogGroup': {
    works: ['LogGroupName', 'RetentionInDays'],
    inert: {
      DataProtectionPolicy: 'messages are kept as they are written',
      DeletionProtectionEnabled: 'nothing deletes a group but `reset`',
      KmsKeyId: INERT.encryption,
      LogGroupClass: INERT.costs,
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const name = naming.text('LogGroupName') ?? naming.ownName;
      return { ref: name, arn: `${arnOf('logs', naming, `log-group:${name}`)}:*` };
    },
    handlers: pending,
  },
};
