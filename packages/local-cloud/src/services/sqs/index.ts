import { randomUUID } from 'node:crypto';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyOperation, LegacyService } from '../../kernel/legacy.ts';
import { required } from '../input.ts';
import { attributesDigest, md5 } from './message-digest.ts';
import type { Message, MessageAttribute, Queue } from './queue.ts';
import { missing, Queues } from './queues.ts';
import { received } from './received.ts';

/** botocore's model of SQS names its errors by the codes of the older protocol. */
const QUERY_ERRORS = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
};

/** SQS: standard queues in files, by the JSON protocol of today's clients. */
export function createSqs(kernel: Kernel): LegacyService {
  const sqs = new Sqs(kernel);
  return {
    signingName: 'sqs',
    ownErrors: {
      ValidationException: ['MissingParameter', 400],
      AccessDeniedException: ['AccessDenied', 403],
    },
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'AmazonSQS' },
    operations: sqs.operations,
    queryErrors: QUERY_ERRORS,
  };
}

class Sqs {
  private readonly kernel: Kernel;
  private readonly queues: Queues;
  readonly operations: Record<string, LegacyOperation>;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.queues = new Queues(kernel);
    this.operations = {
      CreateQueue: (input, call) => this.create(input, call),
      DeleteMessage: (input, call) => {
        this.allowed(input, call).delete(required(input, 'ReceiptHandle'));
        return {};
      },
      DeleteQueue: (input, call) => {
        this.queues.delete(this.allowed(input, call));
        return {};
      },
      GetQueueAttributes: (input, call) => this.attributes(input, call),
      GetQueueUrl: (input, call) => {
        const name = required(input, 'QueueName');
        this.kernel.authorize(call.caller, 'sqs:GetQueueUrl', this.arnOf(name));
        return { QueueUrl: this.queues.urlOf(this.queues.named(name) ?? missing()) };
      },
      ListQueues: (input, call) => this.list(input, call),
      PurgeQueue: (input, call) => {
        this.allowed(input, call).purge();
        return {};
      },
      ReceiveMessage: (input, call) => this.receive(input, call),
      SendMessage: (input, call) => this.send(input, call),
    };
  }

  private arnOf(name: string): string {
    return `arn:aws:sqs:${this.kernel.region}:${this.kernel.accountId}:${name}`;
  }

  private now(): number {
    return this.kernel.clock.now().getTime();
  }

  private allowed(input: Shape, { caller, operation }: Call): Queue {
    const queue = this.queues.byUrl(required(input, 'QueueUrl'));
    this.kernel.authorize(caller, `sqs:${operation}`, queue.arn);
    return queue;
  }

  private create(input: Shape, { caller }: Call): Shape {
    const name = required(input, 'QueueName');
    this.kernel.authorize(caller, 'sqs:CreateQueue', this.arnOf(name));
    return { QueueUrl: this.queues.urlOf(this.queues.create(name, (input.Attributes ?? {}) as Shape)) };
  }

  private list(input: Shape, { caller }: Call): Shape {
    this.kernel.authorize(caller, 'sqs:ListQueues', '*');
    const prefix = String(input.QueueNamePrefix ?? '');
    const found = this.queues.all().filter(({ name }) => name.startsWith(prefix));
    return found.length === 0 ? {} : { QueueUrls: found.map((queue) => this.queues.urlOf(queue)) };
  }

  private attributes(input: Shape, call: Call): Shape {
    const queue = this.allowed(input, call);
    const { visible, inFlight, delayed } = queue.counts(this.now());
    const all: Record<string, string> = {
      ...queue.attributes,
      QueueArn: queue.arn,
      ApproximateNumberOfMessages: String(visible),
      ApproximateNumberOfMessagesNotVisible: String(inFlight),
      ApproximateNumberOfMessagesDelayed: String(delayed),
      CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      LastModifiedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      SqsManagedSseEnabled: 'true',
    };
    const wanted = (input.AttributeNames ?? []) as string[];
    if (wanted.includes('All')) return { Attributes: all };
    const unknown = wanted.find((name) => !Object.hasOwn(all, name) && name !== 'RedrivePolicy');
    if (unknown !== undefined)
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
    const shown = wanted.filter((name) => Object.hasOwn(all, name));
    return shown.length === 0
      ? {}
      : { Attributes: Object.fromEntries(shown.map((name) => [name, all[name]])) };
  }

  private send(input: Shape, call: Call): Shape {
    const queue = this.allowed(input, call);
    const { MessageBody: body, DelaySeconds } = input;
    if (typeof body !== 'string' || body === '')
      throw new ServiceError('MissingParameter', 'The request must contain the parameter MessageBody.');
    const most = Number(queue.attributes.MaximumMessageSize);
    if (Buffer.byteLength(body) > most)
      throw new ServiceError(
        'InvalidParameterValue',
        `One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`,
      );
    const attributes = (input.MessageAttributes ?? {}) as Record<string, MessageAttribute>;
    const now = this.now();
    const delay = Number(DelaySeconds ?? queue.attributes.DelaySeconds);
    const message: Message = {
      ...{ id: randomUUID(), body, attributes, sender: call.caller.arn, sentAt: now },
      ...{ visibleAt: now + delay * 1000, receives: 0 },
    };
    queue.send(message);
    const digest = attributesDigest(attributes);
    return {
      MessageId: message.id,
      MD5OfMessageBody: md5(body),
      ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    };
  }

  private async receive(input: Shape, call: Call): Promise<Shape> {
    const queue = this.allowed(input, call);
    const most = whole(input, 'MaxNumberOfMessages', 1, 1, 10);
    const visibility = whole(
      input,
      'VisibilityTimeout',
      Number(queue.attributes.VisibilityTimeout),
      0,
      43_200,
    );
    const wait = whole(
      input,
      'WaitTimeSeconds',
      Number(queue.attributes.ReceiveMessageWaitTimeSeconds),
      0,
      20,
    );
    const end = this.now() + wait * 1000;
    for (;;) {
      const messages = queue.receive(most, visibility, this.now(), (message) =>
        this.toDeadLetters(queue, message),
      );
      if (messages.length > 0) return { Messages: messages.map((message) => received(message, input)) };
      const left = end - this.now();
      if (left <= 0 || call.signal.aborted) return {};
      await queue.change(left, this.now(), call.signal);
    }
  }

  private toDeadLetters(queue: Queue, message: Message): boolean {
    const { deadLetterTargetArn } = JSON.parse(queue.attributes.RedrivePolicy ?? '{}') as Record<
      string,
      string
    >;
    const target = this.queues.byArn(deadLetterTargetArn ?? '');
    target?.send({ ...message, receives: 0, visibleAt: this.now(), receipt: undefined });
    return target !== undefined;
  }
}

function whole(input: Shape, name: string, otherwise: number, least: number, most: number): number {
  const value = input[name] ?? otherwise;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}
