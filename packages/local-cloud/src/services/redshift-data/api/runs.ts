import type { Kernel } from '../../../kernel/kernel.ts';
import { SqlError } from '../failure.ts';
import { withParameters } from '../statements/shapes.ts';
import type { StatementRecord, StatementStore, Status, SubStatement } from '../statements/statement-store.ts';
import type { Session } from '../warehouse/transaction.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { LONGEST_RUN_MS } from './limits.ts';

/** The session in which a statement runs. */
export interface Opened {
  open(): Promise<Session>;
  /** The statement has ended; without a session where none could be opened. */
  over(session: Session | undefined): void;
}

/** Statements that run: their ends are written down before they are told of. */
export class Runs {
  readonly #kernel: Kernel;
  readonly #store: StatementStore;
  readonly #going = new Map<string, { done: Promise<void>; abort: AbortController }>();

  constructor(kernel: Kernel, store: StatementStore) {
    this.#kernel = kernel;
    this.#store = store;
  }

  get count(): number {
    return this.#going.size;
  }

  start(record: StatementRecord, warehouse: Warehouse, session: Opened): void {
    const abort = new AbortController();
    const limit = setTimeout(
      () => abort.abort(new SqlError('Query timed out: it ran for 24 hours')),
      LONGEST_RUN_MS,
    ).unref();
    const done = this.#run(record, warehouse, session, abort.signal).finally(() => {
      clearTimeout(limit);
      this.#going.delete(record.id);
    });
    this.#going.set(record.id, { done, abort });
  }

  /** Asks a statement to end, and waits until it has. */
  async cancel(id: string): Promise<boolean> {
    const going = this.#going.get(id);
    going?.abort.abort(new Cancelled());
    await going?.done;
    return going !== undefined;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#going.values()].map(({ done }) => done));
  }

  /** Takes a statement to its end. Never rejects. */
  async #run(
    submitted: StatementRecord,
    warehouse: Warehouse,
    { open, over }: Opened,
    signal: AbortSignal,
  ): Promise<void> {
    const progress = new Progress(submitted, this.#store, () => this.#kernel.clock.now().getTime());
    let session: Session | undefined;
    try {
      session = await open();
      const sqls = submitted.parts.map(({ sql }) => withParameters(sql, submitted.parameters));
      await warehouse.run(session, sqls, {
        id: submitted.id,
        signal,
        started: (index) => progress.started(index),
        ended: (index, { rows, result, milliseconds }) => {
          const bytes = result === undefined ? 0 : this.#store.saveResult(submitted.id, index, result);
          progress.ended(index, { rows, milliseconds, hasResultSet: result !== undefined, bytes });
        },
      });
      progress.finished();
    } catch (error) {
      const cancelled = signal.aborted && signal.reason instanceof Cancelled;
      progress.failed(
        cancelled ? 'ABORTED' : 'FAILED',
        error instanceof Error ? error.message : String(error),
      );
    } finally {
      over(session);
      this.#emit(submitted);
    }
  }

  /** WithEvent: "Monitoring events for the Data API in Amazon EventBridge". */
  #emit({ id, name, withEvent, principal }: StatementRecord): void {
    const record = this.#store.get(id);
    if (!withEvent || !record) return;
    this.#kernel.offers.events.emit({
      source: 'aws.redshift-data',
      detailType: 'Redshift Data Statement Status Change',
      resources: [record.workgroupArn],
      detail: {
        principal,
        statementName: name ?? '',
        statementId: id,
        redshiftQueryId: 0,
        state: record.status,
        rows: record.parts.at(-1)?.rows ?? 0,
        expireAt: Math.floor(record.createdAt / 1000) + 24 * 60 * 60,
      },
    });
  }
}

class Cancelled extends SqlError {
  constructor() {
    super("Query cancelled on user's request");
  }
}

/** A statement's record as its parts go on. */
class Progress {
  readonly #submitted: StatementRecord;
  readonly #store: StatementStore;
  readonly #now: () => number;
  readonly #started = performance.now();
  readonly #parts: SubStatement[];
  #current = 0;

  constructor(submitted: StatementRecord, store: StatementStore, now: () => number) {
    this.#submitted = submitted;
    this.#store = store;
    this.#now = now;
    this.#parts = [...submitted.parts];
  }

  #change(index: number, part: Partial<SubStatement>): void {
    this.#parts[index] = { ...(this.#parts[index] as SubStatement), ...part, updatedAt: this.#now() };
  }

  started(index: number): void {
    this.#current = index;
    this.#change(index, { status: 'STARTED' });
    this.#store.remember(this.#record('STARTED'));
  }

  ended(index: number, part: Partial<SubStatement>): void {
    this.#change(index, { ...part, status: 'FINISHED' });
  }

  finished(): void {
    this.#store.saveEnd(this.#record('FINISHED'));
  }

  /** The whole batch was rolled back: the part that failed says why, those behind it never ran. */
  failed(status: 'FAILED' | 'ABORTED', message: string): void {
    const number = this.#current + 1;
    this.#change(this.#current, { status, error: message });
    for (let index = number; index < this.#parts.length; index += 1)
      this.#change(index, { status: 'ABORTED' });
    const error = this.#submitted.batch ? `Query #${number} failed with ${message}` : message;
    this.#store.saveEnd({ ...this.#record(status), error });
  }

  #record(status: Status): StatementRecord {
    const milliseconds = performance.now() - this.#started;
    return { ...this.#submitted, status, parts: [...this.#parts], milliseconds, updatedAt: this.#now() };
  }
}
