import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { readJson } from '../../kernel/json-file.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { attributesOf, INERT, type QueueAttributes } from './attributes.ts';
import { Queue } from './queue.ts';

/** The template's properties that are given a meaning here, or change nothing; any other is refused by name. */
const PROPERTIES = [
  ...['QueueName', 'VisibilityTimeout', 'MessageRetentionPeriod', 'DelaySeconds', 'MaximumMessageSize'],
  ...['ReceiveMessageWaitTimeSeconds', 'RedrivePolicy', 'Tags', ...INERT],
];

/** Queues of the assembly, and those that a client created. */
export class Queues {
  private readonly kernel: Kernel;
  private readonly directory: string;
  private readonly byName = new Map<string, Queue>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.directory = kernel.dataDir('sqs');
    for (const file of readdirSync(this.directory).filter((name) => name.endsWith('.json'))) {
      const { name, attributes } = readJson(join(this.directory, file)) as Queue;
      this.open(name, attributes);
    }
    for (const resource of kernel.assembly.ofType('AWS::SQS::Queue')) {
      const name = (resource.arn ?? '').split(':').at(-1) as string;
      this.open(name, propertiesOf(resource));
    }
  }

  /** Of a QueueUrl, whatever host it names; throws QueueDoesNotExist. */
  byUrl(url: unknown): Queue {
    const name = String(url ?? '')
      .split('/')
      .at(-1) as string;
    return this.byName.get(name) ?? missing();
  }

  named(name: string): Queue | undefined {
    return this.byName.get(name);
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
  }

  all(): readonly Queue[] {
    return [...this.byName.values()];
  }

  /** CreateQueue: the same name with the same attributes is the same queue. */
  create(name: string, given: Shape): Queue {
    if (name.endsWith('.fifo')) throw new NotSupported('FIFO queues', 'InvalidParameterValue');
    if (!/^[\w-]{1,80}$/.test(name))
      throw new ServiceError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    const attributes = attributesOf(given);
    const known = this.byName.get(name);
    if (!known) return this.open(name, attributes);
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
    this.byName.delete(queue.name);
    rmSync(join(this.directory, `${queue.name}.json`), { force: true });
  }

  urlOf(queue: Queue): string {
    return `${this.kernel.endpoint()}/${this.kernel.accountId}/${queue.name}`;
  }

  private open(name: string, attributes: QueueAttributes): Queue {
    const arn = `arn:aws:sqs:${this.kernel.region}:${this.kernel.accountId}:${name}`;
    const queue = new Queue(this.directory, arn, attributes, this.kernel.clock.now().getTime());
    this.byName.set(name, queue);
    return queue;
  }
}

export function missing(): never {
  throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
}

function propertiesOf({ stackName, logicalId, properties }: Resource): QueueAttributes {
  const refuse = (what: string): never => {
    throw new ServiceError('InvalidTemplate', `${stackName}/${logicalId}: ${what}`);
  };
  const unknown = Object.keys(properties).find((name) => !PROPERTIES.includes(name));
  if (unknown) refuse(`the property ${unknown} of AWS::SQS::Queue is not supported by the local cloud`);
  const { QueueName: _, Tags: __, ...attributes } = properties;
  try {
    return attributesOf(attributes);
  } catch (error) {
    return refuse((error as Error).message);
  }
}
