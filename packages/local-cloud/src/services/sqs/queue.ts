import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileName } from '../../disk/file-name.ts';
import { readJson, writeJson } from '../../disk/json-file.ts';
import { type QueueAttributes, redriveOf } from './attributes.ts';

export interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  /** Who sent it: an ARN. Times in epoch milliseconds. */
  readonly sender: string;
  readonly sentAt: number;
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number;
  readonly receipt?: string;
  /** ARN of the queue that gave it up, of a dead letter. */
  readonly from?: string;
}

/** As it is kept: bytes in base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** What is kept of a queue. */
interface Kept {
  readonly name: string;
  readonly attributes: QueueAttributes;
  readonly createdAt: number;
  readonly messages: readonly Message[];
}

/** A standard queue: every change is on disk before anybody is told of it. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  #attributes: QueueAttributes;
  readonly createdAt: number;
  readonly #file: string;
  #messages: readonly Message[];
  readonly #waiting = new Set<() => void>();

  constructor(directory: string, arn: string, attributes: QueueAttributes, now: number) {
    this.name = arn.split(':').at(-1) as string;
    this.arn = arn;
    this.#file = join(directory, `${fileName(this.name)}.json`);
    const kept = readJson(this.#file) as Kept | undefined;
    this.#attributes = attributes;
    this.createdAt = kept?.createdAt ?? now;
    this.#messages = kept?.messages ?? [];
    this.set(attributes);
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  set(attributes: QueueAttributes): void {
    this.#keep(this.#messages, attributes);
    this.#attributes = attributes;
  }

  send(message: Message): void {
    this.#keep([...this.#messages, message]);
    for (const wake of [...this.#waiting]) wake();
  }

  /** Up to `most` messages that can be seen now; what was received too often goes to `deadLetters`. */
  receive(
    most: number,
    visibilitySeconds: number,
    now: number,
    deadLetters: (message: Message) => boolean,
  ): Message[] {
    this.#expire(now);
    const redrive = redriveOf(this.attributes.RedrivePolicy);
    const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= now);
    const dead = visible
      .filter(({ receives }) => redrive && receives >= redrive.maxReceiveCount)
      .filter(deadLetters);
    const received = new Map(
      visible
        .filter((message) => !dead.includes(message))
        .slice(0, most)
        .map((message) => [message, inFlight(message, now, visibilitySeconds)]),
    );
    const left = this.#messages.filter((message) => !dead.includes(message));
    if (received.size + dead.length > 0) this.#keep(left.map((message) => received.get(message) ?? message));
    return [...received.values()];
  }

  delete(receipt: string): void {
    this.#keep(this.#messages.filter((message) => message.receipt !== receipt));
  }

  purge(): void {
    this.#keep([]);
  }

  counts(now: number): { visible: number; inFlight: number; delayed: number } {
    this.#expire(now);
    const later = this.#messages.filter(({ visibleAt }) => visibleAt > now);
    const inFlight = later.filter(({ receives }) => receives > 0).length;
    return { visible: this.#messages.length - later.length, inFlight, delayed: later.length - inFlight };
  }

  /** Resolves when a message is sent or can be seen again, when the time is over, or when the caller has gone. */
  async change(ms: number, now: number, signal: AbortSignal): Promise<void> {
    const next = Math.min(ms, ...this.#messages.map(({ visibleAt }) => Math.max(1, visibleAt - now)));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, next);
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
    this.#waiting.delete(resolve);
  }

  #expire(now: number): void {
    const oldest = now - Number(this.attributes.MessageRetentionPeriod) * 1000;
    this.#messages = this.#messages.filter(({ sentAt }) => sentAt >= oldest);
  }

  /** What cannot be written has not happened. */
  #keep(messages: readonly Message[], attributes = this.#attributes): void {
    const { name, createdAt } = this;
    writeJson(this.#file, { name, attributes, createdAt, messages } satisfies Kept);
    this.#messages = messages;
  }
}

/** A message as it is once somebody has received it. */
const inFlight = (message: Message, now: number, visibilitySeconds: number): Message => ({
  ...message,
  receives: message.receives + 1,
  firstReceivedAt: message.firstReceivedAt ?? now,
  visibleAt: now + visibilitySeconds * 1000,
  receipt: randomUUID(),
});
