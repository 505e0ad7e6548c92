import { arnOf, INERT, inertType, type ResourceType } from '../../assembly/resource-type.ts';
import { pending } from '../../kernel/legacy.ts';

/** The CloudFormation types of SNS. */
export const resources: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Topic': {
    works: ['TopicName', 'DisplayName', 'Subscription'],
    inert: {
      KmsMasterKeyId: INERT.encryption,
      SignatureVersion: 'messages leave this machine to nobody who could check a signature',
      Tags: INERT.tags,
      TracingConfig: 'there is no X-Ray',
    },
    identify: (naming) => {
      const name = naming.text('TopicName') ?? naming.ownName;
      const arn = arnOf('sns', naming, name);
      return { ref: arn, arn, attributes: { TopicName: name, TopicArn: arn } };
    },
    handlers: pending,
  },
  'AWS::SNS::Subscription': {
    works: ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'Region'],
    inert: {
      DeliveryPolicy: 'is about HTTP endpoints, to which nothing is delivered',
      RedrivePolicy: 'what cannot be delivered is told in the log',
      Tags: INERT.tags,
    },
    identify: (naming) => ({ ref: `${naming.text('TopicArn')}:${naming.logicalId}` }),
    handlers: pending,
  },
  'AWS::SNS::TopicPolicy': inertType('resource policies of topics are not evaluated'),
};
