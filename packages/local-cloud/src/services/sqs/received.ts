import type { MessageAttributeValue, ReceiveMessageRequest } from '@aws-sdk/client-sqs';
import type { Shape } from '../../aws/call.ts';
import type { Input } from '../../kernel/service.ts';
import { attributesDigest, md5 } from './message-digest.ts';
import type { Message, MessageAttribute } from './queue.ts';

/** Attributes of a message as they are kept. */
export const keptAttributes = (
  given: Readonly<Record<string, Input<MessageAttributeValue>>> = {},
): Record<string, MessageAttribute> =>
  Object.fromEntries(
    Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue === undefined ? {} : { StringValue }),
        ...(BinaryValue === undefined ? {} : { BinaryValue: Buffer.from(BinaryValue).toString('base64') }),
      },
    ]),
  );

const told = ({ BinaryValue, ...attribute }: MessageAttribute): Shape =>
  BinaryValue === undefined ? attribute : { ...attribute, BinaryValue: Buffer.from(BinaryValue, 'base64') };

/** A message as ReceiveMessage gives it, with the attributes that the request names. */
export function received(message: Message, input: Input<ReceiveMessageRequest>): Shape {
  const wanted: string[] = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
  const system: Record<string, string> = {
    SenderId: message.sender,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(message.from === undefined ? {} : { DeadLetterQueueSourceArn: message.from }),
  };
  const shown = Object.entries(system).filter(([name]) => wanted.includes(name) || wanted.includes('All'));
  const names = input.MessageAttributeNames ?? [];
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
      : {
          MessageAttributes: Object.fromEntries(attributes.map(([name, one]) => [name, told(one)])),
          MD5OfMessageAttributes: digest,
        }),
  };
}

/** `All`, `.*`, `prefix.*` or the name itself. */
function asks(names: readonly string[], name: string): boolean {
  return names.some(
    (wanted) =>
      wanted === 'All' || wanted === name || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
  );
}
