interface Table {
  /** Statements that run and touch the table. */
  running: number;
  /** Set while a commit that changed the table waits or works. */
  committing: Promise<void> | undefined;
  /** Wakes the commit when the last statement is over. */
  idle: (() => void) | undefined;
}

/**
 * Keeps statements and the commits of others apart, table by table. DuckDB 1.4.5 links the row groups of a large
 * insert into the table before it marks them as committed: a scan that starts in between sees some of them without
 * the rest of the transaction. A statement therefore starts before or after a commit of its tables, never within.
 */
export class CommitGate {
  readonly #tables = new Map<string, Table>();

  #table(name: string): Table {
    const table = this.#tables.get(name) ?? { running: 0, committing: undefined, idle: undefined };
    this.#tables.set(name, table);
    return table;
  }

  /** Runs a statement that touches the tables. */
  async statement<T>(names: readonly string[], run: () => Promise<T>): Promise<T> {
    const tables = [...new Set(names)].map((name) => this.#table(name));
    for (
      let waited = tables.find(({ committing }) => committing);
      waited;
      waited = tables.find(({ committing }) => committing)
    )
      await waited.committing;
    for (const table of tables) table.running += 1;
    try {
      return await run();
    } finally {
      for (const table of tables) {
        table.running -= 1;
        if (table.running === 0) table.idle?.();
      }
    }
  }

  /** Runs the commit of a transaction that changed the tables, once no statement touches them; new ones wait for it. */
  async commit(names: Iterable<string>, run: () => Promise<unknown>): Promise<void> {
    const tables = [...new Set(names)].sort().map((name) => this.#table(name));
    const { promise, resolve } = Promise.withResolvers<void>();
    const taken: Table[] = [];
    try {
      for (const table of tables) {
        while (table.committing) await table.committing;
        table.committing = promise;
        taken.push(table);
      }
      for (const table of tables) await idle(table);
      await run();
    } finally {
      for (const table of taken) table.committing = undefined;
      resolve();
    }
  }
}

function idle(table: Table): Promise<void> {
  if (table.running === 0) return Promise.resolve();
  return new Promise((resolve) => {
    table.idle = () => {
      table.idle = undefined;
      resolve();
    };
  });
}
