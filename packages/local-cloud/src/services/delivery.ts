import type { Caller, Shape } from '../aws/call.ts';
import type { Kernel } from '../kernel/kernel.ts';

/** The local cloud itself, where AWS would be let in by a resource policy (queues, topics), which are not evaluated. */
export const itself = ({ accountId }: Pick<Kernel, 'accountId'>, service: string): Caller => ({
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  kind: 'user',
  name: service,
});

const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

/** Address of a queue of this account by its ARN. */
const queueUrl = (arn: string): string => {
  const [, , , region = '', account = '', name = ''] = arn.split(':');
  return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
};

/** Who delivers what; `text` is the message as the target gets it. */
export interface Delivery {
  readonly target: string;
  readonly text: string;
  readonly caller: Caller;
  readonly subject?: string;
  readonly messageGroupId?: string;
  /** Attributes of the message, for queues. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const stringAttributes = (attributes: Readonly<Record<string, string>>): Shape =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  );

type Deliver = (kernel: Kernel, delivery: Delivery) => Promise<Shape>;

const deliverers: Readonly<Record<string, Deliver>> = {
  sqs: (kernel, { target, text, caller, messageGroupId, attributes }) =>
    kernel.invoke(
      'sqs',
      'SendMessage',
      {
        QueueUrl: queueUrl(target),
        MessageBody: text,
        ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
        ...(attributes === undefined ? {} : { MessageAttributes: stringAttributes(attributes) }),
      },
      caller,
    ),
  sns: (kernel, { target, text, caller, subject }) =>
    kernel.invoke(
      'sns',
      'Publish',
      { TopicArn: target, Message: text, ...(subject === undefined ? {} : { Subject: subject }) },
      caller,
    ),
  states: (kernel, { target, text, caller }) =>
    kernel.invoke('states', 'StartExecution', { stateMachineArn: target, input: text }, caller),
  events: (kernel, { target, text, caller }) =>
    kernel.invoke(
      'events',
      'PutEvents',
      { Entries: [{ ...JSON.parse(text), EventBusName: target }] },
      caller,
    ),
};

/** Whether something can be delivered to this target. */
export const isDeliverable = (target: string): boolean =>
  Object.hasOwn(deliverers, serviceOf(target)) || ['lambda', 'logs'].includes(serviceOf(target));

/** Hands a message to another service as AWS's own services do; rejects with that service's error. */
export async function deliver(kernel: Kernel, delivery: Delivery): Promise<void> {
  const run = deliverers[serviceOf(delivery.target)];
  await (run ? run(kernel, delivery) : kernel.deliver(delivery)); // TODO-MIGRATION: all by the kernel
}

/** Delivers, and tells a failure in the log: nobody waits for the outcome. */
export async function deliverQuietly(kernel: Kernel, delivery: Delivery, what: string): Promise<void> {
  try {
    await deliver(kernel, delivery);
  } catch (error) {
    kernel.log(`${what} could not be delivered to ${delivery.target}: ${(error as Error).message}`);
  }
}
