import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Queue } from './queue.ts';

/** Attributes of a queue as GetQueueAttributes gives them: those that are asked for, or `All`. */
export function queueAttributes(queue: Queue, wanted: readonly string[], now: number): Shape {
  const { visible, inFlight, delayed } = queue.counts(now);
  const created = String(Math.floor(queue.createdAt / 1000));
  const all: Readonly<Record<string, string>> = {
    ...queue.attributes,
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: created,
    LastModifiedTimestamp: created,
    SqsManagedSseEnabled: 'true',
  };
  if (wanted.includes('All')) return { Attributes: all };
  const unknown = wanted.find((name) => !Object.hasOwn(all, name) && name !== 'RedrivePolicy');
  if (unknown !== undefined) throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  const shown = wanted.filter((name) => Object.hasOwn(all, name));
  return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown.map((name) => [name, all[name]])) };
}
