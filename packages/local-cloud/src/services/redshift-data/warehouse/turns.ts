/**
 * Lets one statement at a time change existing rows of a table. Two that run side by side could each meet a row that the
 * other has changed, and both would fail; on Redshift the first of them goes on, and only the others fail.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs once every earlier one for the table is over, however it ended. */
  async take<T>(table: string, run: () => Promise<T>): Promise<T> {
    const before = this.#last.get(table);
    const mine = before === undefined ? run() : before.then(run, run);
    this.#last.set(table, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(table) === mine) this.#last.delete(table);
    }
  }
}
