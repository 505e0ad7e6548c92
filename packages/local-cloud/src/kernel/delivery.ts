import type { Caller } from '../aws/call.ts';

/** A message on its way to a queue, function, topic, state machine, bus or log group. */
export interface Delivery {
  /** ARN of what gets it. */
  readonly target: string;
  /** The message as the target gets it. */
  readonly text: string;
  readonly caller: Caller;
  readonly subject?: string;
  readonly messageGroupId?: string;
  /** Attributes of the message, for queues and topics. */
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** The local cloud itself, where AWS would be let in by a resource policy (queues, topics), which are not evaluated. */
export const itself = (accountId: string, service: string): Caller => ({
  accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  kind: 'user',
  name: service,
});
