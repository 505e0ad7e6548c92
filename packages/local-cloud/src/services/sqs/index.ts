import { randomUUID } from 'node:crypto';
import type {
  CreateQueueRequest,
  DeleteMessageRequest,
  DeleteQueueRequest,
  GetQueueAttributesRequest,
  GetQueueUrlRequest,
  ListQueuesRequest,
  PurgeQueueRequest,
  ReceiveMessageRequest,
  SendMessageRequest,
} from '@aws-sdk/client-sqs';
import { arnOf, INERT, inertType, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { type Delivery, messageAttributes } from '../../kernel/delivery.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { type Input, inJson, type Operation, type Service } from '../../kernel/service.ts';
import { INERT_ATTRIBUTES } from './attributes.ts';
import { attributesDigest, md5 } from './message-digest.ts';
import { queueAttributes } from './queue-attributes.ts';
import { missing, Queues } from './queues.ts';
import { keptAttributes, received } from './received.ts';
import { task } from './task.ts';

/** A member that must lie in a range; SQS checks it by itself, with a code of its own. */
function within(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${value} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

/** Receipt handles as they are given here. */
const RECEIPT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** API reference, SendMessage: what a message may not hold. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

const operations: Readonly<Record<string, Operation<Queues>>> = {
  CreateQueue: {
    takes: ['QueueName', 'Attributes'],
    inert: { tags: INERT.tags },
    note: 'standard queues; FIFO queues and policies are refused',
    run: (queues, { QueueName, Attributes = {} }: Input<CreateQueueRequest>, { caller }) => {
      queues.kernel.authorize(caller, 'sqs:CreateQueue', queues.arnOf(QueueName));
      return { QueueUrl: queues.urlOf(queues.create(QueueName, Attributes)) };
    },
  },
  DeleteMessage: {
    takes: ['QueueUrl', 'ReceiptHandle'],
    run: (queues, { QueueUrl, ReceiptHandle }: Input<DeleteMessageRequest>, call) => {
      const queue = queues.allowed(QueueUrl, call);
      if (!RECEIPT.test(ReceiptHandle))
        throw new ServiceError(
          'ReceiptHandleIsInvalid',
          `The input receipt handle "${ReceiptHandle}" is not a valid receipt handle.`,
        );
      queue.delete(ReceiptHandle);
      return {};
    },
  },
  DeleteQueue: {
    takes: ['QueueUrl'],
    run: (queues, { QueueUrl }: Input<DeleteQueueRequest>, call) => {
      queues.delete(queues.allowed(QueueUrl, call));
      return {};
    },
  },
  GetQueueAttributes: {
    takes: ['QueueUrl', 'AttributeNames'],
    run: (queues, { QueueUrl, AttributeNames = [] }: Input<GetQueueAttributesRequest>, call) =>
      queueAttributes(queues.allowed(QueueUrl, call), AttributeNames, queues.now()),
  },
  GetQueueUrl: {
    takes: ['QueueName'],
    run: (queues, { QueueName }: Input<GetQueueUrlRequest>, { caller }) => {
      queues.kernel.authorize(caller, 'sqs:GetQueueUrl', queues.arnOf(QueueName));
      return { QueueUrl: queues.urlOf(queues.named(QueueName) ?? missing()) };
    },
  },
  ListQueues: {
    takes: ['QueueNamePrefix'],
    note: 'all queues on one page',
    run: (queues, { QueueNamePrefix = '' }: Input<ListQueuesRequest>, { caller }) => {
      queues.kernel.authorize(caller, 'sqs:ListQueues', '*');
      const found = queues.all().filter(({ name }) => name.startsWith(QueueNamePrefix));
      return found.length === 0 ? {} : { QueueUrls: found.map((queue) => queues.urlOf(queue)) };
    },
  },
  PurgeQueue: {
    takes: ['QueueUrl'],
    run: (queues, { QueueUrl }: Input<PurgeQueueRequest>, call) => {
      queues.allowed(QueueUrl, call).purge();
      return {};
    },
  },
  ReceiveMessage: {
    takes: [
      'QueueUrl',
      'AttributeNames',
      'MessageSystemAttributeNames',
      'MessageAttributeNames',
      'MaxNumberOfMessages',
      'VisibilityTimeout',
      'WaitTimeSeconds',
    ],
    run: async (queues, input: Input<ReceiveMessageRequest>, call) => {
      const queue = queues.allowed(input.QueueUrl, call);
      const own = queue.attributes;
      const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
      const visible = input.VisibilityTimeout ?? Number(own.VisibilityTimeout);
      const seconds = within('VisibilityTimeout', visible, 0, 43_200);
      const wait = input.WaitTimeSeconds ?? Number(own.ReceiveMessageWaitTimeSeconds);
      const end = queues.now() + within('WaitTimeSeconds', wait, 0, 20) * 1000;
      const messages = await queues.receive(queue, most, seconds, end, call.signal);
      return messages.length === 0 ? {} : { Messages: messages.map((message) => received(message, input)) };
    },
  },
  SendMessage: {
    takes: ['QueueUrl', 'MessageBody', 'DelaySeconds', 'MessageAttributes'],
    note: 'the size of message attributes is not counted',
    run: (queues, input: Input<SendMessageRequest>, call) => {
      const { QueueUrl, MessageBody: body } = input;
      const attributes = keptAttributes(input.MessageAttributes);
      const queue = queues.allowed(QueueUrl, call);
      if (body === '')
        throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
      if (FORBIDDEN.test(body))
        throw new ServiceError(
          'InvalidMessageContents',
          'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF',
        );
      const most = Number(queue.attributes.MaximumMessageSize);
      if (Buffer.byteLength(body) > most)
        throw new ServiceError(
          'InvalidParameterValue',
          `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
        );
      const delay = within(
        'DelaySeconds',
        input.DelaySeconds ?? Number(queue.attributes.DelaySeconds),
        0,
        900,
      );
      const [id, sentAt] = [randomUUID(), queues.now()];
      const visibleAt = sentAt + delay * 1000;
      queue.send({ id, body, attributes, sender: call.caller.arn, sentAt, visibleAt, receives: 0 });
      return {
        MessageId: id,
        MD5OfMessageBody: md5(body),
        MD5OfMessageAttributes: attributesDigest(attributes),
      };
    },
  },
};

const resources: Readonly<Record<string, ResourceType<Queues>>> = {
  'AWS::SQS::Queue': {
    lasting: true,
    works: [
      'QueueName',
      'VisibilityTimeout',
      'MessageRetentionPeriod',
      'DelaySeconds',
      'RedrivePolicy',
      'ReceiveMessageWaitTimeSeconds',
      'MaximumMessageSize',
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
        ref: `${naming.endpoint}/${naming.accountId}/${name}`,
        arn: arnOf('sqs', naming, name),
        attributes: { QueueName: name },
      };
    },
    handlers: {
      create: (queues, resource) => queues.deploy(resource),
      update: (queues, resource) => queues.deploy(resource),
      delete: (queues, { arn = '' }) => {
        const queue = queues.byArn(arn);
        if (queue) queues.delete(queue);
      },
      read: (queues, { arn = '' }) => queues.byArn(arn) && { ...queues.byArn(arn)?.attributes },
    },
  },
  'AWS::SQS::QueuePolicy': inertType('resource policies of queues are not evaluated'),
};

function target(kernel: Kernel, delivery: Delivery): Promise<Shape> {
  const { target: arn, text, caller, messageGroupId } = delivery;
  const attributes = messageAttributes(delivery);
  const [, , , , account = '', name = ''] = arn.split(':');
  const message = {
    QueueUrl: `${kernel.endpoint()}/${account}/${name}`,
    MessageBody: text,
    ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
    ...(attributes === undefined ? {} : { MessageAttributes: attributes }),
  };
  return kernel.invoke('sqs', 'SendMessage', message, caller);
}

/** SQS: standard queues in files. */
export const sqs: Service<Queues> = {
  name: 'sqs',
  title: 'Amazon SQS',
  state: (kernel) => new Queues(kernel),
  // "Amazon SQS message quotas": a message with its attributes, or a batch of them.
  largestRequest: inJson(1024 * 1024),
  operations,
  resources,
  target,
  task,
  ownErrors: {
    ValidationException: ['InvalidAttributeName', 400],
    NotSupported: ['InvalidParameterValue', 400],
    AccessDeniedException: ['AccessDenied', 403],
  },
  refused: {
    'FIFO queues': 'InvalidParameterValue',
    'The attributes FifoQueue, ContentBasedDeduplication and Policy': 'InvalidAttributeName',
    'Batches (SendMessageBatch, DeleteMessageBatch), ChangeMessageVisibility, tags, message move tasks':
      'UnknownOperationException',
  },
  differences: [
    'Version 1 of the aws command line asks queue.amazonaws.com for SQS, whatever AWS_ENDPOINT_URL says: give it `--endpoint-url`.',
    `The attributes ${INERT_ATTRIBUTES.join(', ')} are accepted and change nothing: messages lie in a file of its user’s.`,
    'Messages come in the order in which they were sent, and each once: AWS promises neither.',
    'A queue that was deleted can be created anew at once; AWS wants 60 seconds.',
  ],
};
