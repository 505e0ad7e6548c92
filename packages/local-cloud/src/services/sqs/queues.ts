import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { fileName } from '../../disk/file-name.ts';
import { readJson } from '../../disk/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { attributesOf, type QueueAttributes, redriveOf } from './attributes.ts';
import { type Message, Queue } from './queue.ts';

/** Queues of the stacks, and those that a client created. */
export class Queues {
  readonly kernel: Kernel;
  readonly #directory: string;
  readonly #byName = new Map<string, Queue>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.#directory = kernel.dataDir('sqs');
    for (const file of readdirSync(this.#directory).filter((name) => name.endsWith('.json'))) {
      const { name, attributes } = readJson(join(this.#directory, file)) as Queue;
      this.#open(name, attributes);
    }
  }

  /** Of a QueueUrl, whatever host it names; throws QueueDoesNotExist. */
  byUrl(url: string): Queue {
    return this.#byName.get(url.split('/').at(-1) ?? '') ?? missing();
  }

  /** The queue of a QueueUrl, once the caller may do this with it. */
  allowed(url: string, { caller, operation }: Call): Queue {
    const queue = this.byUrl(url);
    this.kernel.authorize(caller, `sqs:${operation}`, queue.arn);
    return queue;
  }

  now(): number {
    return this.kernel.clock.now().getTime();
  }

  arnOf(name: string): string {
    return arnOf('sqs', this.kernel, name);
  }

  named(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
  }

  all(): readonly Queue[] {
    return [...this.#byName.values()];
  }

  /** CreateQueue: the same name with the same attributes is the same queue. */
  create(name: string, given: Readonly<Record<string, unknown>>): Queue {
    if (name.endsWith('.fifo')) throw new NotSupported('FIFO queues', 'InvalidParameterValue');
    if (!/^[\w-]{1,80}$/.test(name))
      throw new ServiceError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    const attributes = attributesOf(given);
    const known = this.#byName.get(name);
    if (!known) return this.#open(name, attributes);
    const differing = Object.keys(given).find(
      (key) => attributes[key as keyof QueueAttributes] !== known.attributes[key as keyof QueueAttributes],
    );
    if (differing === undefined) return known;
    throw new ServiceError(
      'QueueNameExists',
      `A queue already exists with the same name and a different value for attribute ${differing}`,
    );
  }

  delete(queue: Queue): void {
    this.#byName.delete(queue.name);
    rmSync(join(this.#directory, `${fileName(queue.name)}.json`), { force: true });
  }

  urlOf(queue: Queue): string {
    return `${this.kernel.endpoint()}/${this.kernel.accountId}/${queue.name}`;
  }

  /** Waits for messages until `end`; what was received too often goes to the dead-letter queue. */
  async receive(
    queue: Queue,
    most: number,
    seconds: number,
    end: number,
    signal: AbortSignal,
  ): Promise<Message[]> {
    for (;;) {
      const messages = queue.receive(most, seconds, this.now(), (message) =>
        this.#toDeadLetters(queue, message),
      );
      const left = end - this.now();
      if (messages.length > 0 || left <= 0 || signal.aborted) return messages;
      await queue.change(left, this.now(), signal);
    }
  }

  /** A queue as its stack has it now; its messages stay. */
  deploy({ stackName, logicalId, arn = '', properties }: Resource): void {
    const { QueueName: _, Tags: __, ...attributes } = properties;
    try {
      const known = this.byArn(arn);
      if (known) known.set(attributesOf(attributes));
      else this.#open(arn.split(':').at(-1) ?? '', attributesOf(attributes));
    } catch (error) {
      throw new ServiceError('InvalidTemplate', `${stackName}/${logicalId}: ${(error as Error).message}`);
    }
  }

  #toDeadLetters(queue: Queue, message: Message): boolean {
    const target = this.byArn(redriveOf(queue.attributes.RedrivePolicy)?.deadLetterTargetArn ?? '');
    target?.send({ ...message, receives: 0, visibleAt: this.now(), receipt: undefined, from: queue.arn });
    return target !== undefined;
  }

  #open(name: string, attributes: QueueAttributes): Queue {
    const queue = new Queue(this.#directory, this.arnOf(name), attributes, this.now());
    this.#byName.set(name, queue);
    return queue;
  }
}

export function missing(): never {
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}
