import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { appendLines } from '../../disk/append.ts';
import { itself, type MessageAttribute } from '../../kernel/delivery.ts';
import { Deployed } from '../../kernel/deployed.ts';
import type { Kernel } from '../../kernel/kernel.ts';

export interface Subscription {
  readonly arn: string;
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly raw: boolean;
}

/** A topic with the subscriptions that its template carries inside. */
interface Topic {
  readonly arn: string;
  readonly subscriptions: readonly Subscription[];
}

interface Message {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string | undefined;
  readonly Message: string;
  readonly Timestamp: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Type: string; readonly Value: string }>>;
}

type Attributes = Readonly<Record<string, MessageAttribute>>;

const shownAttributes = (attributes: Attributes): Message['MessageAttributes'] =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? Buffer.from(BinaryValue ?? []).toString('base64') },
    ]),
  );

const topicOf = ({ arn = '', properties }: Resource): Topic => ({
  arn,
  subscriptions: ((properties.Subscription ?? []) as Record<string, string>[]).map((item, index) => ({
    arn: `${arn}:subscription-${index}`,
    topic: arn,
    protocol: item.Protocol ?? '',
    endpoint: item.Endpoint ?? '',
    raw: false,
  })),
});

const subscriptionOf = ({ physicalId, properties }: Resource): Subscription => ({
  arn: physicalId,
  topic: String(properties.TopicArn),
  protocol: String(properties.Protocol),
  endpoint: String(properties.Endpoint),
  raw: String(properties.RawMessageDelivery) === 'true',
});

/** The envelope in which queues get a message: "Amazon SNS HTTP/HTTPS notification JSON format". */
const envelope = (message: Message): Shape => ({
  Type: 'Notification',
  MessageId: message.MessageId,
  TopicArn: message.TopicArn,
  ...(message.Subject === undefined ? {} : { Subject: message.Subject }),
  Message: message.Message,
  Timestamp: message.Timestamp,
  ...(message.MessageAttributes === undefined ? {} : { MessageAttributes: message.MessageAttributes }),
});

/** The event in which functions get a message: "Using AWS Lambda with Amazon SNS". */
const lambdaEvent = (message: Message, subscription: string): Shape => ({
  Records: [
    {
      EventSource: 'aws:sns',
      EventVersion: '1.0',
      EventSubscriptionArn: subscription,
      Sns: { MessageAttributes: {}, ...envelope(message), Subject: message.Subject ?? null },
    },
  ],
});

/** The text that a subscriber gets; undefined where messages are only kept, and told in the log. */
function textFor({ protocol, raw, arn }: Subscription, message: Message): string | undefined {
  if (protocol === 'lambda') return JSON.stringify(lambdaEvent(message, arn));
  if (protocol !== 'sqs') return undefined;
  return raw ? message.Message : JSON.stringify(envelope(message));
}

/** Topics and subscriptions of the stacks. Messages are kept in a file and delivered; none leaves this machine. */
export class Topics {
  readonly kernel: Kernel;
  readonly topics = new Deployed(topicOf);
  readonly ownSubscriptions = new Deployed(subscriptionOf);
  readonly #file: string;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#file = join(kernel.dataDir('sns'), 'messages.jsonl');
  }

  authorize({ caller, operation }: Call, resource: string): void {
    this.kernel.authorize(caller, `sns:${operation}`, resource);
  }

  check(arn: string): void {
    if (!this.topics.get(arn)) throw new ServiceError('NotFound', 'Topic does not exist', 404);
  }

  subscriptions(): Subscription[] {
    const inside = this.topics.all().flatMap(({ subscriptions }) => subscriptions);
    return [...this.ownSubscriptions.all(), ...inside];
  }

  /** Resolves with the message's id once every subscriber was tried. */
  async publish(
    arn: string,
    text: string,
    subject: string | undefined,
    attributes: Attributes | undefined,
  ): Promise<string> {
    const message: Message = {
      MessageId: randomUUID(),
      TopicArn: arn,
      Subject: subject,
      Message: text,
      Timestamp: this.kernel.clock.now().toISOString(),
      ...(attributes === undefined ? {} : { MessageAttributes: shownAttributes(attributes) }),
    };
    appendLines(this.#file, `${JSON.stringify(message)}\n`);
    this.kernel.log(`message on ${arn}: ${subject ?? ''} ${text}`);
    const subscribed = this.subscriptions().filter(({ topic }) => topic === arn);
    await Promise.all(subscribed.map((subscription) => this.#deliver(subscription, message, attributes)));
    return message.MessageId;
  }

  async #deliver(subscription: Subscription, message: Message, attributes?: Attributes): Promise<void> {
    const { kernel } = this;
    const text = textFor(subscription, message);
    if (text === undefined) return;
    try {
      const delivery = { target: subscription.endpoint, text, caller: itself(kernel.accountId, 'sns') };
      await kernel.deliver(subscription.raw && attributes ? { ...delivery, attributes } : delivery);
    } catch (error) {
      const what = `a message of ${message.TopicArn} could not be delivered to ${subscription.endpoint}`;
      kernel.log(`${what}: ${(error as Error).message}`);
    }
  }
}
