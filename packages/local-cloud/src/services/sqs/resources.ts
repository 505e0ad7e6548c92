import { arnOf, INERT, inertType, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of SQS. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::SQS::Queue': {
    works: [
      'QueueName',
      'FifoQueue',
      'VisibilityTimeout',
      'MessageRetentionPeriod',
      'DelaySeconds',
      'RedrivePolicy',
      'ReceiveMessageWaitTimeSeconds',
      'MaximumMessageSize',
      'ContentBasedDeduplication',
    ],
    inert: {
      KmsDataKeyReusePeriodSeconds: INERT.encryption,
      KmsMasterKeyId: INERT.encryption,
      RedriveAllowPolicy: 'queues may name any other here',
      SqsManagedSseEnabled: INERT.encryption,
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const name = naming.text('QueueName') ?? naming.ownName;
      return {
        ref: `https://sqs.${naming.region}.amazonaws.com/${naming.accountId}/${name}`,
        arn: arnOf('sqs', naming, name),
        attributes: { QueueName: name },
      };
    },
    handlers: pending,
  },
  'AWS::SQS::QueuePolicy': inertType('resource policies of queues are not evaluated'),
};
