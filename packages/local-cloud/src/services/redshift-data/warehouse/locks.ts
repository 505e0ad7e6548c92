/** One transaction's claim on tables. */
export type Holder = symbol;

/** LOCK: ACCESS EXCLUSIVE on a table until the transaction ends; whoever touches the table meanwhile waits. */
export class Locks {
  readonly #held = new Map<string, { holder: Holder; released: Promise<void>; release: () => void }>();

  /** Waits until no other transaction holds one of the tables. */
  async passed(tables: Iterable<string>, holder: Holder): Promise<void> {
    for (const table of tables) {
      for (let lock = this.#held.get(table); lock && lock.holder !== holder; lock = this.#held.get(table))
        await lock.released;
    }
  }

  /** Takes the tables, one after the other in the order of their names, so that two takers never wait for each other. */
  async take(tables: readonly string[], holder: Holder): Promise<void> {
    for (const table of [...tables].sort()) {
      await this.passed([table], holder);
      if (this.#held.get(table)?.holder === holder) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#held.set(table, { holder, released: promise, release: resolve });
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
