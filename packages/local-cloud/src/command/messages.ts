import { join } from 'node:path';
import { readLines } from '../disk/lines.ts';
import type { StageFolders } from './record.ts';

/** A message as SNS keeps it. */
export interface PublishedMessage {
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject?: string;
  readonly Message: string;
  readonly Timestamp: string;
}

/** Every message that a stage's topics got, oldest first; none is removed but by `reset`. */
export function publishedMessages({ state }: StageFolders): PublishedMessage[] {
  return readLines(join(state, 'sns', 'messages.jsonl'));
}

/** One message for people. */
export const messageLine = ({ Timestamp, TopicArn, Subject, Message }: PublishedMessage): string =>
  `${Timestamp}  ${TopicArn.split(':').at(-1)}  ${Subject ?? ''}\n  ${Message.replaceAll('\n', '\n  ')}`;
