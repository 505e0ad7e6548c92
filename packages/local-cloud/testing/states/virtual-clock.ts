import { setImmediate as turn } from 'node:timers/promises';
import { evaluations } from '../../src/services/states/language/jsonata/workers.ts';

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A clock for tests: time passes only when everybody sleeps, and then at once. */
export class VirtualClock {
  private time: number;
  private readonly sleepers = new Set<Sleeper>();

  constructor(start = '2026-11-05T06:00:00.000Z') {
    this.time = Date.parse(start);
  }

  now = (): Date => new Date(this.time);

  sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper: Sleeper = { at: this.time + ms, wake: resolve };
    this.sleepers.add(sleeper);
    const abort = (): void => {
      this.sleepers.delete(sleeper);
      reject(signal?.reason);
    };
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
    return promise;
  };

  /** Time passes while the machine sleeps: timers end late. */
  jump(ms: number): void {
    this.time += ms;
  }

  get sleeping(): number {
    return this.sleepers.size;
  }

  /** Lets time pass until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const done = (): void => {
      settled = true;
    };
    promise.then(done, done);
    for (;;) {
      // An evaluation in a thread is work, too: no time passes meanwhile.
      for (let idle = 0; idle < 5 && !settled; idle = evaluations() > 0 ? 0 : idle + 1) await turn();
      if (settled) return promise;
      this.next();
    }
  }

  /** Passes to the next sleeper's time. */
  next(): void {
    const first = [...this.sleepers].sort((a, b) => a.at - b.at)[0];
    if (!first) return;
    this.time = Math.max(this.time, first.at);
    this.sleepers.delete(first);
    first.wake();
  }
}
