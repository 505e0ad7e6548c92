import type { Shape } from '../../aws/call.ts';
import { attributesDigest, md5 } from './message-digest.ts';
import type { Message } from './queue.ts';

/** A message as ReceiveMessage gives it, with the attributes that the request names. */
export function received(message: Message, input: Shape): Shape {
  const wanted = [
    ...((input.AttributeNames ?? []) as string[]),
    ...((input.MessageSystemAttributeNames ?? []) as string[]),
  ];
  const system: Record<string, string> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const shown = Object.entries(system).filter(([name]) => wanted.includes(name) || wanted.includes('All'));
  const names = (input.MessageAttributeNames ?? []) as string[];
  const attributes = Object.entries(message.attributes).filter(([name]) => asks(names, name));
  const digest = attributesDigest(Object.fromEntries(attributes));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(shown.length > 0 ? { Attributes: Object.fromEntries(shown) } : {}),
    ...(digest === undefined
      ? {}
      : { MessageAttributes: Object.fromEntries(attributes), MD5OfMessageAttributes: digest }),
  };
}

/** `All`, `.*`, `prefix.*` or the name itself. */
function asks(names: readonly string[], name: string): boolean {
  return names.some(
    (wanted) =>
      wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
  );
}
