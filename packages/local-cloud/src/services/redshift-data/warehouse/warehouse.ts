import { inRedshiftsWords, SqlError } from '../failure.ts';
import { parseStatement } from '../sql/parse.ts';
import type { Statement } from '../sql/statement.ts';
import { analysed, type Need } from './analysis.ts';
import { CommitGate } from './commit-gate.ts';
import { recordLoads } from './copy/history.ts';
import { execute, type Outcome } from './execute.ts';
import { KnownTypes } from './known-types.ts';
import { Locks } from './locks.ts';
import {
  checkPermissions,
  checkUsers,
  type DatabaseUser,
  recordPermissions,
  withTables,
} from './permissions.ts';
import { Relations } from './relations.ts';
import type { Session, Transaction, WarehouseOptions } from './transaction.ts';
import { recordTypes } from './transform.ts';
import { Turns } from './turns.ts';

export type { Outcome } from './execute.ts';

export interface Watch {
  readonly id: string;
  readonly signal: AbortSignal;
  /** Hears of each statement as it starts and as it ends. */
  started(index: number): void;
  ended(index: number, outcome: Outcome): void;
}

/** Statements that change rows of their table. */
const CHANGES: ReadonlySet<Statement['kind']> = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'copy',
  'truncate',
  'alter',
  'drop',
]);

/** Statements that change rows which are there already. */
const REWRITES: ReadonlySet<Statement['kind']> = new Set(['update', 'delete', 'merge']);

/** Statements that make, change or remove relations. */
const DEFINES: ReadonlySet<Statement['kind']> = new Set(['create', 'alter', 'drop']);

/** DuckDB forgets an interrupt that comes before the query has begun: it is told again. */
const AGAIN_MS = 50;

/** Statements that commit by themselves. */
const commits = ({ kind, tokens }: Statement): string | undefined =>
  kind === 'truncate' ? 'TRUNCATE' : tokens[0]?.upper === 'VACUUM' ? 'VACUUM' : undefined;

/** Names of the permanent relations that a statement touches: temporary ones are nobody else's. */
const permanent = (needs: readonly Need[]): string[] => [
  ...new Set(needs.filter(({ relation }) => !relation.temporary).map(({ relation }) => relation.name)),
];

/** CREATE … IF NOT EXISTS and CREATE OR REPLACE of what is there. */
const isThere = (statement: Statement, relations: Relations): boolean =>
  statement.kind === 'create' &&
  relations.has({ name: statement.table.name, temporary: statement.temporary });

/** One database of Redshift Serverless, on a DuckDB file. */
export class Warehouse {
  readonly #options: WarehouseOptions;
  readonly #locks = new Locks();
  readonly #gate = new CommitGate();
  readonly #turns = new Turns();
  readonly #types = new KnownTypes();

  constructor(options: WarehouseOptions) {
    this.#options = options;
  }

  /** A session of a database user; the file stays open until it is closed. */
  async session(user: DatabaseUser): Promise<Session> {
    const { connection, known, release } = await this.#options.database.connect();
    return { connection, user, known, lastCopyCount: 0, hasTemporary: false, close: release };
  }

  /** A copy of its file, which others may keep open. */
  copyTo(path: string): Promise<void> {
    return this.#options.database.copyTo(path);
  }

  /**
   * Runs statements in one transaction, one after the other; a failure rolls all of them back.
   * Throws the SqlError of the one that failed.
   */
  async run(session: Session, sqls: readonly string[], watch: Watch): Promise<void> {
    const { connection } = session;
    const transaction: Transaction = {
      session,
      holder: Symbol('transaction'),
      signal: watch.signal,
      loads: [],
      changed: new Set(),
      hasDefined: false,
    };
    let again: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      connection.interrupt();
      again = setInterval(() => connection.interrupt(), AGAIN_MS);
    };
    watch.signal.addEventListener('abort', onAbort, { once: true });
    const interruptNoMore = (): void => {
      clearInterval(again);
      watch.signal.removeEventListener('abort', onAbort);
    };
    try {
      const statements = sqls.map((sql) => parseStatement(sql));
      const alone =
        statements.length > 1 ? statements.map(commits).find((word) => word !== undefined) : undefined;
      if (alone !== undefined) throw new SqlError(`${alone} cannot run inside a transaction block`);
      await this.#lockFirst(transaction, statements);
      transaction.relations = undefined; // the snapshot is taken now
      await connection.run('BEGIN TRANSACTION');
      for (const [index, statement] of statements.entries()) {
        watch.signal.throwIfAborted();
        watch.started(index);
        watch.ended(index, await this.#statement(transaction, statement));
      }
      await this.#gate.commit(transaction.changed, () => connection.run('COMMIT'));
    } catch (error) {
      interruptNoMore(); // a rollback that is interrupted would leave the transaction open
      await connection.run('ROLLBACK').catch(() => undefined); // a failed COMMIT has rolled back already
      throw inRedshiftsWords(watch.signal.aborted ? watch.signal.reason : error);
    } finally {
      interruptNoMore();
      this.#locks.release(transaction.holder);
      await recordLoads(connection, watch.id, transaction.loads).catch((error: unknown) =>
        this.#options.kernel.log(`redshift-data: a load is missing in SYS_LOAD_HISTORY: ${String(error)}`),
      );
    }
  }

  /** LOCKs that come first are taken before the snapshot, so that what the holder before committed is seen. */
  async #lockFirst(transaction: Transaction, statements: readonly Statement[]): Promise<void> {
    const { session, holder, signal } = transaction;
    for (const statement of statements) {
      if (statement.kind !== 'lock') break;
      transaction.relations = undefined;
      const relations = await this.#relations(transaction);
      const { needs } = analysed(statement, relations);
      await checkPermissions(session.connection, session.user, needs, relations);
      await this.#locks.take(permanent(needs), holder, signal);
    }
  }

  async #relations(transaction: Transaction): Promise<Relations> {
    const { connection, known, hasTemporary } = transaction.session;
    const isOwn = hasTemporary || transaction.hasDefined;
    transaction.relations ??= await (isOwn ? Relations.of(connection) : known.of(connection));
    return transaction.relations;
  }

  async #statement(transaction: Transaction, parsed: Statement): Promise<Outcome> {
    const { session, holder, signal } = transaction;
    const { connection, user } = session;
    const started = performance.now();
    const snapshot = await this.#relations(transaction);
    const statement = withTables(parsed, snapshot);
    checkUsers(statement, this.#options.admin);
    const analysis = analysed(statement, snapshot);
    const { needs } = analysis;
    await checkPermissions(connection, user, needs, snapshot);
    const touched = snapshot.underlying(needs.map(({ relation }) => relation));
    await this.#locks.passed(touched, holder, signal);
    const own = permanent(needs.filter(({ privilege }) => privilege !== 'SELECT'));
    if (statement.kind === 'lock') await this.#locks.take(own, holder, signal);
    for (const table of CHANGES.has(statement.kind) ? own : []) transaction.changed.add(table);
    const run = () =>
      this.#gate.statement(touched, () =>
        execute(this.#options, this.#types, transaction, statement, analysis, snapshot),
      );
    const [first] = REWRITES.has(statement.kind) ? own : [];
    const outcome = await (first === undefined ? run() : this.#turns.take(first, run));
    const isNew = !isThere(statement, snapshot);
    await recordPermissions(connection, user, statement, needs, isNew);
    if (isNew) await recordTypes(connection, statement, needs);
    if (DEFINES.has(statement.kind)) await this.#defined(transaction, statement, own.length > 0);
    return { ...outcome, milliseconds: performance.now() - started };
  }

  /** What there is has changed; `changesShared`: for others too, once the transaction is committed. */
  async #defined(transaction: Transaction, statement: Statement, changesShared: boolean): Promise<void> {
    const { session } = transaction;
    const isTemporary = statement.kind === 'create' && statement.temporary;
    if (isTemporary) session.hasTemporary = true;
    else if (statement.kind === 'create' || changesShared)
      await Relations.note(session.connection, statement.kind);
    Object.assign(transaction, { relations: undefined, hasDefined: true });
  }

  close(): Promise<void> {
    return this.#options.database.close();
  }
}
