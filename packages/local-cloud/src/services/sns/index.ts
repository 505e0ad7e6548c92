import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { deliverQuietly, itself } from '../delivery.ts';
import { optional, required } from '../input.ts';
import { page } from '../page.ts';

/** Largest message in bytes: "Amazon SNS endpoints and quotas". */
const LARGEST_MESSAGE = 262_144;
/** AWS gives a hundred topics or subscriptions a page. */
const PAGE = 100;

interface Subscription {
  readonly arn: string;
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
}

/** Subscriptions of their own and those that a topic's template carries inside. */
function subscriptionsOf({ assembly }: Kernel): Subscription[] {
  const own = assembly.ofType('AWS::SNS::Subscription').map(({ physicalId, properties }) => ({
    arn: physicalId,
    topic: String(properties.TopicArn),
    protocol: String(properties.Protocol),
    endpoint: String(properties.Endpoint),
    raw: String(properties.RawMessageDelivery) === 'true',
  }));
  const inside = assembly.ofType('AWS::SNS::Topic').flatMap(({ arn = '', properties }) =>
    ((properties.Subscription ?? []) as Record<string, string>[]).map((item, index) => ({
      arn: `${arn}:subscription-${index}`,
      topic: arn,
      protocol: item.Protocol ?? '',
      endpoint: item.Endpoint ?? '',
      raw: false,
    })),
  );
  return [...own, ...inside];
}

interface Message {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string | undefined;
  readonly Message: string;
  readonly Timestamp: string;
}

/** The envelope in which queues get a message: "Amazon SNS HTTP/HTTPS notification JSON format". */
const envelope = (message: Message): Shape => ({
  Type: 'Notification',
  MessageId: message.MessageId,
  TopicArn: message.TopicArn,
  ...(message.Subject === undefined ? {} : { Subject: message.Subject }),
  Message: message.Message,
  Timestamp: message.Timestamp,
});

/** The event in which functions get a message: "Using AWS Lambda with Amazon SNS". */
const lambdaEvent = (message: Message, subscription: string): Shape => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription,
      Sns: { ...envelope(message), Subject: message.Subject ?? null, MessageAttributes: {} },
    },
  ],
});

/** SNS: messages are kept in a file, and delivered to queues and functions; none leaves this machine. */
export function createSns(kernel: Kernel): LegacyService {
  const messages = join(kernel.dataDir('sns'), 'messages.jsonl');
  const topics = kernel.assembly.ofType('AWS::SNS::Topic');
  const subscriptions = subscriptionsOf(kernel);
  const checkTopic = (arn: string): void => {
    if (!topics.some((topic) => topic.arn === arn))
      throw new ServiceError('NotFound', 'Topic does not exist', 404);
  };
  const shape = (subscription: Subscription): Shape => ({
    SubscriptionArn: subscription.arn,
    Owner: kernel.accountId,
    Protocol: subscription.protocol,
    Endpoint: subscription.endpoint,
    TopicArn: subscription.topic,
  });
  const deliverTo = (subscription: Subscription, message: Message): Promise<void> | undefined => {
    const { protocol, endpoint, raw, arn } = subscription;
    if (protocol !== 'sqs' && protocol !== 'lambda') return undefined; // kept, and told in the log
    const body = protocol === 'lambda' ? lambdaEvent(message, arn) : envelope(message);
    const text = protocol === 'sqs' && raw ? message.Message : JSON.stringify(body);
    const caller = itself(kernel, 'sns');
    return deliverQuietly(kernel, { target: endpoint, text, caller }, `a message of ${message.TopicArn}`);
  };
  const publish = async (input: Shape, { caller }: Call): Promise<Shape> => {
    if (input.PhoneNumber !== undefined)
      throw new ServiceError(
        'InvalidParameter',
        'text messages to phones are not supported by the local cloud',
      );
    const unserved = ['MessageAttributes', 'MessageStructure', 'MessageGroupId'].find((name) => input[name]);
    if (unserved !== undefined) throw new NotSupported(`Publish with ${unserved}`, 'InvalidParameter');
    const arn = optional(input, 'TopicArn') ?? required(input, 'TargetArn');
    checkTopic(arn);
    kernel.authorize(caller, 'sns:Publish', arn);
    const text = required(input, 'Message');
    if (Buffer.byteLength(text) > LARGEST_MESSAGE)
      throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
    const message: Message = {
      MessageId: randomUUID(),
      TopicArn: arn,
      Subject: optional(input, 'Subject'),
      Message: text,
      Timestamp: kernel.clock.now().toISOString(),
    };
    appendFileSync(messages, `${JSON.stringify(message)}\n`);
    kernel.log(`message on ${arn}: ${message.Subject ?? ''} ${message.Message}`);
    await Promise.all(
      subscriptions.filter(({ topic }) => topic === arn).map((item) => deliverTo(item, message)),
    );
    return { MessageId: message.MessageId };
  };
  const listed = (key: string, items: readonly Shape[], input: Shape): Shape => {
    const { items: some, nextToken } = page(items, input.NextToken, PAGE);
    return { [key]: some, NextToken: nextToken };
  };
  return {
    signingName: 'sns',
    ownErrors: {
      ValidationException: ['ValidationError', 400],
      AccessDeniedException: ['AuthorizationError', 403],
      InvalidNextToken: ['InvalidParameter', 400],
    },
    protocol: { kind: 'query', xmlNamespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
    operations: {
      Publish: publish,
      ListTopics: (input, { caller }) => {
        kernel.authorize(caller, 'sns:ListTopics', '*');
        return listed(
          'Topics',
          topics.map(({ arn }) => ({ TopicArn: arn })),
          input,
        );
      },
      ListSubscriptions: (input, { caller }) => {
        kernel.authorize(caller, 'sns:ListSubscriptions', '*');
        return listed('Subscriptions', subscriptions.map(shape), input);
      },
      ListSubscriptionsByTopic: (input, { caller }) => {
        const topic = required(input, 'TopicArn');
        checkTopic(topic);
        kernel.authorize(caller, 'sns:ListSubscriptionsByTopic', topic);
        return listed(
          'Subscriptions',
          subscriptions.filter((item) => item.topic === topic).map(shape),
          input,
        );
      },
    },
  };
}
