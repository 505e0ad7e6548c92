import type { Caller } from '../aws/call.ts';

/** An attribute of a message, as queues and topics have them. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: Uint8Array;
}

/** A message on its way to a queue, function, topic, state machine, bus or log group. */
export interface Delivery {
  /** ARN of what gets it. */
  readonly target: string;
  /** The message as the target gets it. */
  readonly text: string;
  readonly caller: Caller;
  readonly subject?: string;
  readonly messageGroupId?: string;
  /** What the message is as an event, for buses. */
  readonly event?: {
    readonly source: string;
    readonly detailType: string;
    readonly resources?: readonly string[];
  };
  /** Attributes of the message, for queues and topics. */
  readonly attributes?: Readonly<Record<string, string | number | MessageAttribute>>;
}

/** The local cloud itself, where AWS would be let in by a resource policy (queues, topics), which are not evaluated. */
export const itself = (accountId: string, service: string): Caller => ({
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  kind: 'user',
  name: service,
});

/** The attributes of a delivery as SendMessage and Publish take them; undefined where there are none. */
export function messageAttributes({
  attributes = {},
}: Pick<Delivery, 'attributes'>): Readonly<Record<string, MessageAttribute>> | undefined {
  const all = Object.entries(attributes).map(([name, value]) => [
    name,
    typeof value === 'object'
      ? value
      : { DataType: typeof value === 'number' ? 'Number' : 'String', StringValue: String(value) },
  ]);
  return all.length === 0 ? undefined : Object.fromEntries(all);
}
