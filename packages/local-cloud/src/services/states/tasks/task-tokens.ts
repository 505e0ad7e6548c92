import type { Json } from '../../../aws/json.ts';
import type { TaskFailure } from '../../../kernel/task.ts';
import type { TaskIo } from '../interpreter/host.ts';

interface Waiting {
  readonly stateMachineArn: string;
  readonly succeed: (output: Json) => void;
  readonly fail: (failure: TaskFailure) => void;
  readonly heartbeat: () => void;
}

/** Tasks of `.waitForTaskToken` resources that run now, by their tokens. Their executions take them up again after a restart. */
export class TaskTokens {
  private readonly waiting = new Map<string, Waiting>();

  /** Resolves with what SendTaskSuccess sends; rejects with SendTaskFailure's error, or when the task is interrupted. */
  wait(token: string, stateMachineArn: string, io: TaskIo): Promise<Json> {
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    this.waiting.set(token, {
      stateMachineArn,
      succeed: resolve,
      fail: reject,
      heartbeat: () => io.heartbeat(),
    });
    const abort = (): void => reject(io.signal.reason);
    io.signal.addEventListener('abort', abort, { once: true });
    if (io.signal.aborted) abort();
    const answered = promise.finally(() => {
      this.waiting.delete(token);
      io.signal.removeEventListener('abort', abort);
    });
    // The call that hands the token out may still be going on when the answer comes.
    answered.catch(() => {});
    return answered;
  }

  get(token: string): Waiting | undefined {
    return this.waiting.get(token);
  }

  forget(token: string): void {
    this.waiting.delete(token);
  }
}
