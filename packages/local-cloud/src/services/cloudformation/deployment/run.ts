import { randomUUID } from 'node:crypto';
import type { Caller } from '../../../aws/call.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { nameOf, type Stack, type StackResource } from '../account/stack.ts';
import type { StackStore } from '../account/store.ts';
import { HandlerFailed, type ResourceWrites } from './resource-writes.ts';

/** The local cloud ends: what goes on is taken up by its next start. */
export class Interrupted extends Error {}

/** A client wants the update undone. */
export class Cancelled extends Error {}

export interface RunOptions {
  readonly kernel: Kernel;
  readonly store: StackStore;
  readonly writes: ResourceWrites;
  readonly stackId: string;
  /** As whom resources are written. */
  readonly caller: Caller;
  readonly ended: AbortSignal;
}

/** One operation on one stack: each step is on the disk before the next begins. */
export class StackRun {
  readonly kernel: Kernel;
  readonly store: StackStore;
  readonly writes: ResourceWrites;
  readonly caller: Caller;
  readonly #stackId: string;
  readonly #ended: AbortSignal;
  #cancelled = false;

  constructor({ kernel, store, writes, stackId, caller, ended }: RunOptions) {
    this.kernel = kernel;
    this.store = store;
    this.writes = writes;
    this.caller = caller;
    this.#stackId = stackId;
    this.#ended = ended;
  }

  get stack(): Stack {
    return this.store.get(this.#stackId);
  }

  /** Lets others have their turn between two steps; throws Interrupted, and Cancelled once. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#ended.aborted) throw new Interrupted();
    const cancelled = this.#cancelled;
    this.#cancelled = false;
    if (cancelled) throw new Cancelled();
  }

  cancel(): void {
    this.#cancelled = true;
  }

  now(): number {
    return this.kernel.clock.now().getTime();
  }

  /** The stack comes into another status. */
  status(status: string, reason?: string, change: Partial<Stack> = {}): void {
    const { id, name } = this.stack;
    this.store.change(id, { ...change, status, reason });
    this.#event({ logicalId: name, physicalId: id, type: 'AWS::CloudFormation::Stack' }, status, reason);
  }

  change(change: Partial<Stack>): void {
    this.store.change(this.#stackId, change);
  }

  /** Keeps a resource of the stack as it is now, and tells of it. */
  put(
    resource: Omit<StackResource, 'status' | 'reason' | 'changedAt'>,
    status: string,
    reason?: string,
  ): void {
    const { reason: _, ...rest } = resource as StackResource;
    const now: StackResource = {
      ...rest,
      status,
      changedAt: this.now(),
      ...(reason === undefined ? {} : { reason }),
    };
    const { resources } = this.stack;
    const known = resources.some(({ logicalId }) => logicalId === now.logicalId);
    this.change({
      resources: known
        ? resources.map((one) => (one.logicalId === now.logicalId ? now : one))
        : [...resources, now],
    });
    this.tell(now, status, reason);
  }

  tell(
    resource: Pick<StackResource, 'logicalId' | 'physicalId' | 'type'>,
    status: string,
    reason?: string,
  ): void {
    this.#event(resource, status, reason);
  }

  /** Deletes the stack's resource, or what it left over, unless it stays; gives why it could not. */
  async remove(resource: StackResource, stays: boolean): Promise<string | undefined> {
    await this.pause();
    const made = resource.physicalId !== ''; // one without an id was never made
    if (stays && made) {
      this.store.retain(resource);
      this.#forget(resource);
      this.tell(resource, 'DELETE_SKIPPED');
      return undefined;
    }
    this.tell(resource, 'DELETE_IN_PROGRESS');
    try {
      if (made) await this.writes.delete(this.caller, resource);
    } catch (error) {
      if (!(error instanceof HandlerFailed)) throw error;
      this.#keepFailed(resource, error.message);
      return error.message;
    }
    this.#forget(resource);
    this.tell(resource, 'DELETE_COMPLETE');
    return undefined;
  }

  #keepFailed(resource: StackResource, reason: string): void {
    if (this.stack.resources.some((one) => nameOf(one) === nameOf(resource)))
      this.put(resource, 'DELETE_FAILED', reason);
    else this.tell(resource, 'DELETE_FAILED', reason);
  }

  #forget(resource: StackResource): void {
    const others = (list: readonly StackResource[]): StackResource[] =>
      list.filter((one) => one.logicalId !== resource.logicalId || nameOf(one) !== nameOf(resource));
    const { resources, leftovers } = this.stack;
    this.change({ resources: others(resources), leftovers: others(leftovers) });
  }

  #event(
    { logicalId, physicalId, type }: Pick<StackResource, 'logicalId' | 'physicalId' | 'type'>,
    status: string,
    reason: string | undefined,
  ): void {
    const { id, token } = this.stack;
    this.store.events.add(id, {
      id: `${logicalId}-${randomUUID()}`,
      logicalId,
      physicalId,
      type,
      status,
      at: this.now(),
      ...(reason === undefined ? {} : { reason }),
      ...(token === undefined ? {} : { token }),
    });
  }
}
