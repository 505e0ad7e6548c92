/** One transaction's claim on tables. */
export type Holder = symbol;

interface Lock {
  readonly holder: Holder;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** LOCK: ACCESS EXCLUSIVE on a table until the transaction ends; whoever touches the table meanwhile waits. */
export class Locks {
  readonly #held = new Map<string, Lock>();

  /** Waits until no other transaction holds one of the tables; rejects when the signal is aborted. */
  async passed(tables: Iterable<string>, holder: Holder, signal: AbortSignal): Promise<void> {
    for (const table of tables) {
      for (let lock = this.#held.get(table); lock && lock.holder !== holder; lock = this.#held.get(table))
        await unlessAborted(lock.released, signal);
    }
  }

  /** Takes the tables, one after the other in the order of their names, so that two takers never wait for each other. */
  async take(tables: readonly string[], holder: Holder, signal: AbortSignal): Promise<void> {
    for (const table of [...tables].sort()) {
      // Found free and taken without a pause between: of many that a release wakes, one gets the table.
      for (let lock = this.#held.get(table); lock?.holder !== holder; lock = this.#held.get(table)) {
        if (lock) await unlessAborted(lock.released, signal);
        else this.#held.set(table, { holder, ...released() });
      }
    }
  }

  release(holder: Holder): void {
    for (const [table, lock] of this.#held) {
      if (lock.holder !== holder) continue;
      this.#held.delete(table);
      lock.release();
    }
  }
}

function released(): Pick<Lock, 'released' | 'release'> {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { released: promise, release: resolve };
}

async function unlessAborted(waited: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    await Promise.race([waited, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
