import type { Resource } from '../../assembly/assembly.ts';
import { arnOf } from '../../assembly/resource-type.ts';
import type { Call } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LogEvent, LogsOffer } from '../../kernel/offers.ts';
import { BestEffort } from './best-effort.ts';
import { putEmbedded } from './embedded-metrics.ts';
import { EventStore } from './event-store.ts';
import { Retention } from './retention.ts';

/** A log group as the inputs of operations name it: by name, or by name or ARN. */
export interface GroupNamed {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

const missing = (what: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', `The specified ${what}`);

/** Groups of the stacks and those that were made since, with what jobs and functions write. */
export class Logs {
  readonly store: EventStore;
  readonly retention: Retention;
  /** For services of the local cloud, which write as their work goes on. */
  readonly offered: LogsOffer;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.store = new EventStore(kernel.dataDir('logs'));
    this.retention = new Retention(kernel.dataDir('log-retention'));
    this.offered = new BestEffort(this, kernel.log);
  }

  arnOf(group: string): string {
    return arnOf('logs', this.#kernel, `log-group:${group}`);
  }

  authorize({ caller, operation }: Call, resource: string): void {
    this.#kernel.authorize(caller, `logs:${operation}`, resource);
  }

  /** The group that an input names, once the caller may do the operation with it. */
  allowed({ logGroupName, logGroupIdentifier }: GroupNamed, call: Call): string {
    const given = logGroupName ?? logGroupIdentifier;
    if (given === undefined)
      throw new ServiceError('InvalidParameterException', 'Give logGroupName or logGroupIdentifier.');
    const group = given.replace(/^arn:aws:logs:[^:]*:\d+:log-group:/, '').replace(/:\*$/, '');
    this.authorize(call, `${this.arnOf(group)}:*`);
    return group;
  }

  /** Such a group that is there. */
  existing(input: GroupNamed, call: Call): string {
    const group = this.allowed(input, call);
    if (this.store.hasGroup(group)) return group;
    throw missing(`log group does not exist: ${group}`);
  }

  /** Such a group with a stream that is there. */
  existingStream(input: GroupNamed & { readonly logStreamName: string }, call: Call): string {
    const group = this.existing(input, call);
    if (this.store.hasStream(group, input.logStreamName)) return group;
    throw missing(`log stream does not exist: ${group} ${input.logStreamName}`);
  }

  hasGroup(group: string): boolean {
    return this.store.hasGroup(group);
  }

  append(group: string, stream: string, events: readonly LogEvent[]): void {
    const ingestionTime = this.#kernel.clock.now().getTime();
    for (const { message } of events) putEmbedded(this.#kernel.offers.monitoring, message, ingestionTime);
    this.store.append(
      group,
      stream,
      events.map(({ timestamp, message }) => ({ timestamp, message, ingestionTime })),
    );
  }

  deploy(resource: Resource, previous?: Resource): void {
    this.retention.deploy(resource, previous);
    this.store.createGroup(resource.physicalId);
  }

  delete(resource: Resource): void {
    if (String(resource.properties.DeletionProtectionEnabled) === 'true')
      throw new Error(`DeletionProtectionEnabled is set on ${resource.physicalId}`);
    this.retention.delete(resource);
    this.store.deleteGroup(resource.physicalId);
  }
}
