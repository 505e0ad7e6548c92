import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const path = join(state, 'sns', 'messages.jsonl');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PublishedMessage);
}

/** One message for people. */
export const messageLine = ({ Timestamp, TopicArn, Subject, Message }: PublishedMessage): string =>
  `${Timestamp}  ${TopicArn.split(':').at(-1)}  ${Subject ?? ''}\n  ${Message.replaceAll('\n', '\n  ')}`;
