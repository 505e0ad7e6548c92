import { createHash } from 'node:crypto';
import type {
  ListSubscriptionsByTopicInput,
  ListSubscriptionsInput,
  ListTopicsInput,
  PublishInput,
} from '@aws-sdk/client-sns';
import { arnOf, INERT, inertType, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { messageAttributes } from '../../kernel/delivery.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { task } from './task.ts';
import { type Subscription, Topics } from './topics.ts';

/** Largest message in bytes: "Amazon SNS endpoints and quotas". */
const LARGEST_MESSAGE = 262_144;
/** AWS gives a hundred topics or subscriptions a page. */
const PAGE = 100;

function listed<T>(
  key: string,
  items: readonly T[],
  shape: (item: T) => Shape,
  token: string | undefined,
): Shape {
  const { items: some, nextToken } = page(items, token, PAGE);
  return { [key]: some.map(shape), NextToken: nextToken };
}

const subscriptionShape =
  (accountId: string) =>
  ({ arn, protocol, endpoint, topic }: Subscription): Shape => ({
    SubscriptionArn: arn,
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topic,
  });

const operations: Readonly<Record<string, Operation<Topics>>> = {
  Publish: {
    takes: ['TopicArn', 'TargetArn', 'Message', 'Subject', 'MessageAttributes'],
    note: 'to topics; MessageStructure json is refused',
    run: async (state, input: Input<PublishInput>, call) => {
      const { TopicArn, TargetArn, Message, Subject, MessageAttributes } = input;
      const arn = TopicArn ?? TargetArn;
      if (arn === undefined)
        throw new ServiceError(
          'InvalidParameter',
          'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
        );
      state.check(arn);
      state.authorize(call, arn);
      if (Buffer.byteLength(Message) > LARGEST_MESSAGE)
        throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
      return { MessageId: await state.publish(arn, Message, Subject, MessageAttributes) };
    },
  },
  ListTopics: {
    takes: ['NextToken'],
    run: (state, { NextToken }: Input<ListTopicsInput>, call) => {
      state.authorize(call, '*');
      return listed('Topics', state.topics.all(), ({ arn }) => ({ TopicArn: arn }), NextToken);
    },
  },
  ListSubscriptions: {
    takes: ['NextToken'],
    run: (state, { NextToken }: Input<ListSubscriptionsInput>, call) => {
      state.authorize(call, '*');
      return listed(
        'Subscriptions',
        state.subscriptions(),
        subscriptionShape(state.kernel.accountId),
        NextToken,
      );
    },
  },
  ListSubscriptionsByTopic: {
    takes: ['TopicArn', 'NextToken'],
    run: (state, { TopicArn, NextToken }: Input<ListSubscriptionsByTopicInput>, call) => {
      state.check(TopicArn);
      state.authorize(call, TopicArn);
      const found = state.subscriptions().filter(({ topic }) => topic === TopicArn);
      return listed('Subscriptions', found, subscriptionShape(state.kernel.accountId), NextToken);
    },
  },
};

/** What SNS would make at random, of the name that CloudFormation makes: the same subscription has the same. */
const uuidOf = (ownName: string): string =>
  createHash('sha256')
    .update(ownName)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

const resources: Readonly<Record<string, ResourceType<Topics>>> = {
  'AWS::SNS::Topic': {
    works: ['TopicName', 'Subscription'],
    inert: {
      DisplayName: INERT.words,
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
    handlers: held(({ topics }) => topics),
  },
  'AWS::SNS::Subscription': {
    works: ['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery'],
    inert: {
      DeliveryPolicy: 'is about HTTP endpoints, to which nothing is delivered',
      RedrivePolicy: 'what cannot be delivered is told in the log',
      Region: 'there is one region here',
    },
    identify: (naming) => ({ ref: `${naming.text('TopicArn')}:${uuidOf(naming.ownName)}` }),
    handlers: held(({ ownSubscriptions }) => ownSubscriptions),
  },
  'AWS::SNS::TopicPolicy': inertType('resource policies of topics are not evaluated'),
};

/** SNS: messages are kept in a file, and delivered to queues and functions. */
export const sns: Service<Topics> = {
  name: 'sns',
  title: 'Amazon SNS',
  state: (kernel) => new Topics(kernel),
  operations,
  resources,
  target: (kernel, delivery) => {
    const { target, text, caller, subject } = delivery;
    const attributes = messageAttributes(delivery);
    const message = {
      TopicArn: target,
      Message: text,
      ...(subject === undefined ? {} : { Subject: subject }),
      ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
    };
    return kernel.invoke('sns', 'Publish', message, caller);
  },
  task,
  ownErrors: {
    ValidationException: ['ValidationError', 400],
    NotSupported: ['InvalidParameter', 400],
    AccessDeniedException: ['AuthorizationError', 403],
    InvalidNextToken: ['InvalidParameter', 400],
  },
  refused: {
    'text messages to phones, MessageStructure, FIFO topics': 'InvalidParameter',
    'filter policies of subscriptions': 'refused when the template is loaded',
    'PublishBatch, Subscribe, CreateTopic': 'InvalidAction',
  },
  differences: [
    'Messages reach queues and functions of this assembly. To e-mail and HTTP subscribers nothing is sent: `pnpm local messages` shows every message.',
    'Envelopes carry no signature.',
  ],
};
