import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import { itself } from '../../../kernel/delivery.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import { isInProgress, type Stack } from '../account/stack.ts';
import type { StackStore } from '../account/store.ts';
import { ResourceWrites } from './resource-writes.ts';
import { Interrupted, StackRun } from './run.ts';

/** How long an answer waits for the end of an operation. */
const LOOK_MS = 3_000;

/** What an operation that could not even fail leaves its stack in. */
const STUCK: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_FAILED',
  UPDATE_IN_PROGRESS: 'UPDATE_FAILED',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_FAILED',
  UPDATE_ROLLBACK_IN_PROGRESS: 'UPDATE_ROLLBACK_FAILED',
  DELETE_IN_PROGRESS: 'DELETE_FAILED',
};

/** The operations on stacks that go on, one a stack. */
export class Deployments {
  readonly writes: ResourceWrites;
  readonly #kernel: Kernel;
  readonly #store: StackStore;
  readonly #going = new Map<string, { readonly run: StackRun; readonly ended: Promise<void> }>();
  readonly #ended = new AbortController();

  constructor(kernel: Kernel, store: StackStore) {
    this.#kernel = kernel;
    this.#store = store;
    this.writes = new ResourceWrites(kernel);
  }

  /**
   * Goes to work on a stack, as its role where it has one; resolves once that has ended, however it did. Throws
   * ValidationError where the role cannot be assumed.
   */
  start(stack: Stack, caller: Caller, work: (run: StackRun) => Promise<void>): Promise<void> {
    const session = this.#session(stack);
    const run = new StackRun({
      kernel: this.#kernel,
      store: this.#store,
      writes: this.writes,
      stackId: stack.id,
      caller: session ? this.#kernel.callerOf(session) : caller,
      ended: this.#ended.signal,
    });
    const ended = work(run)
      .catch((error: unknown) => this.#stuck(run, error))
      .finally(() => {
        if (session) this.#kernel.revoke(session);
        this.#going.delete(stack.id);
      });
    this.#going.set(stack.id, { run, ended });
    return ended;
  }

  /** Takes up an operation that the end of the local cloud interrupted, as the stack's role or as the cloud itself. */
  resume(stack: Stack, work: (run: StackRun) => Promise<void>): Promise<void> {
    return this.start(stack, itself(this.#kernel.accountId, 'cloudformation'), work);
  }

  /** Throws ValidationError unless CloudFormation can assume the role. */
  checkRole(roleArn: string, stackId: string): void {
    this.#kernel.revoke(this.#assume(roleArn, stackId));
  }

  /** Lets the operation that goes on fail before its next step. */
  cancel(stackId: string): void {
    this.#going.get(stackId)?.run.cancel();
  }

  /**
   * Resolves once no operation goes on on the stack, at the latest after three seconds. Who asks about a stack looks
   * again only after five, as the CDK does, and most operations are done by then.
   */
  async settled(stackId: string): Promise<void> {
    const going = this.#going.get(stackId);
    if (going) await Promise.race([going.ended, sleep(LOOK_MS, undefined, { ref: false })]);
  }

  /** Interrupts what goes on, between two steps; the next start takes it up. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await Promise.all([...this.#going.values()].map(({ ended }) => ended));
  }

  #session({ id, roleArn }: Stack) {
    return roleArn === undefined ? undefined : this.#assume(roleArn, id);
  }

  #assume(roleArn: string, stackId: string) {
    try {
      return this.#kernel.assumeRole(roleArn, 'AWSCloudFormation', 'cloudformation.amazonaws.com', stackId);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw new ServiceError('ValidationError', `Role ${roleArn} is invalid or cannot be assumed`);
    }
  }

  #stuck(run: StackRun, error: unknown): void {
    if (error instanceof Interrupted) return;
    const { stack } = run;
    this.#kernel.log(`the operation on the stack ${stack.name} ended: ${(error as Error).stack}`);
    const status = STUCK[stack.status] ?? 'UPDATE_ROLLBACK_FAILED';
    try {
      if (isInProgress(stack)) run.status(status, `Internal Failure: ${(error as Error).message}`);
    } catch {
      // what cannot be written now is taken up by the next start
    }
  }
}
