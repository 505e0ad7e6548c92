import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Kernel, type Service, ServiceError } from '../../service.ts';
import { required } from '../input.ts';

/** SNS: messages are kept in a file and told in the log; nothing is delivered outside this machine. */
export function createSns(kernel: Kernel): Service {
  const messages = join(kernel.dataDir('sns'), 'messages.jsonl');
  const topics = kernel.assembly.ofType('AWS::SNS::Topic');
  const known = (arn: string): string => {
    if (topics.some((topic) => topic.arn === arn)) return arn;
    throw new ServiceError('NotFound', `Topic does not exist: ${arn}`, 404);
  };
  const subscriptions = (arn?: string): Record<string, unknown>[] =>
    kernel.assembly
      .ofType('AWS::SNS::Subscription')
      .filter(({ properties }) => arn === undefined || properties.TopicArn === arn)
      .map(({ physicalId, properties }) => ({
        SubscriptionArn: physicalId,
        TopicArn: properties.TopicArn,
        Protocol: properties.Protocol,
        Endpoint: properties.Endpoint,
        Owner: kernel.accountId,
      }));
  return {
    signingName: 'sns',
    protocol: { kind: 'query', xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
    operations: {
      Publish: (input, { caller }) => {
        const topic = known(required(input, 'TopicArn'));
        kernel.authorize(caller, 'sns:Publish', topic);
        const message = {
          MessageId: randomUUID(),
          TopicArn: topic,
          Subject: input.Subject,
          Message: required(input, 'Message'),
          PublishedAt: kernel.clock.now(),
        };
        appendFileSync(messages, `${JSON.stringify(message)}\n`);
        kernel.log(`message on ${topic}: ${String(message.Subject ?? '')} ${message.Message}`);
        return { MessageId: message.MessageId };
      },
      ListTopics: (_, { caller }) => {
        kernel.authorize(caller, 'sns:ListTopics', '*');
        return { Topics: topics.map(({ arn }) => ({ TopicArn: arn })) };
      },
      ListSubscriptions: (_, { caller }) => {
        kernel.authorize(caller, 'sns:ListSubscriptions', '*');
        return { Subscriptions: subscriptions() };
      },
      ListSubscriptionsByTopic: (input, { caller }) => {
        const topic = known(required(input, 'TopicArn'));
        kernel.authorize(caller, 'sns:ListSubscriptionsByTopic', topic);
        return { Subscriptions: subscriptions(topic) };
      },
    },
  };
}
