import type { DuckDBConnection } from '@duckdb/node-api';
import type { Kernel } from '../../../service.ts';
import { inRedshiftsWords, SqlError } from '../failure.ts';
import { createTable } from '../sql/create-table.ts';
import { rewrite } from '../sql/rewrite.ts';
import { parseStatement, type Statement } from '../sql/statement.ts';
import { untokenize } from '../sql/tokens.ts';
import { runCopy } from './copy.ts';
import type { Database } from './database.ts';
import { type Holder, Locks } from './locks.ts';
import { checkPermissions, type DatabaseUser, needed, recordPermissions, relations } from './permissions.ts';
import { type ResultSet, resultSetOf } from './result-set.ts';

/** What one statement gave. */
export interface Outcome {
  /** Rows of the result, or rows that were changed. */
  readonly rows: number;
  readonly result?: ResultSet;
  readonly milliseconds: number;
}

export interface WarehouseOptions {
  readonly kernel: Kernel;
  readonly database: Database;
  /** Roles of the namespace that COPY may use. */
  readonly copyRoles: readonly string[];
  readonly defaultRole: string | undefined;
}

/** Statements that commit by themselves: "you can't run … inside a transaction block". */
const COMMITTING = { truncate: 'TRUNCATE', maintenance: 'VACUUM' } as const;

/** One transaction's connection and what its session remembers. */
interface Session {
  readonly connection: DuckDBConnection;
  readonly user: DatabaseUser;
  readonly holder: Holder;
  lastCopyCount: number;
}

/** One database of Redshift Serverless, on a DuckDB file. */
export class Warehouse {
  readonly #options: WarehouseOptions;
  readonly #locks = new Locks();

  constructor(options: WarehouseOptions) {
    this.#options = options;
  }

  /**
   * Runs statements in one transaction, one after the other; a failure rolls all of them back.
   * `onEnd` hears of each statement as it ends. Throws the SqlError of the one that failed.
   */
  run(
    sqls: readonly string[],
    user: DatabaseUser,
    onStart: (index: number) => void,
    onEnd: (index: number, outcome: Outcome) => void,
  ): Promise<void> {
    return this.#options.database.with(async (connection) => {
      const session: Session = { connection, user, holder: Symbol('transaction'), lastCopyCount: 0 };
      try {
        const statements = sqls.map((sql) => parseStatement(sql));
        this.#refuseCommitting(statements);
        await this.#lockFirst(session, statements);
        await connection.run('BEGIN TRANSACTION');
        for (const [index, statement] of statements.entries()) {
          onStart(index);
          onEnd(index, await this.#statement(session, statement));
        }
        await connection.run('COMMIT');
      } catch (error) {
        await connection.run('ROLLBACK').catch(() => undefined); // a failed COMMIT has rolled back already
        throw inRedshiftsWords(error);
      } finally {
        this.#locks.release(session.holder);
      }
    });
  }

  #refuseCommitting(statements: readonly Statement[]): void {
    if (statements.length < 2) return;
    const found = statements.find(({ kind, tokens }) => kind === 'truncate' || tokens[0]?.upper === 'VACUUM');
    if (found)
      throw new SqlError(
        `${found.kind === 'truncate' ? COMMITTING.truncate : COMMITTING.maintenance} cannot run inside a transaction block`,
      );
  }

  /** LOCKs that come first are taken before the snapshot, so that what the holder before committed is seen. */
  async #lockFirst(session: Session, statements: readonly Statement[]): Promise<void> {
    const known = await relations(session.connection);
    for (const statement of statements) {
      if (statement.kind !== 'lock') break;
      await checkPermissions(session.connection, session.user, statement, known);
      await this.#locks.take(statement.tables, session.holder);
    }
  }

  async #statement(session: Session, statement: Statement): Promise<Outcome> {
    const { connection, user, holder } = session;
    const started = performance.now();
    const known = await relations(connection);
    await checkPermissions(connection, user, statement, known);
    await this.#locks.passed(
      needed(statement, known).map(({ relation }) => relation),
      holder,
    );
    const outcome = await this.#execute(session, statement, known);
    const existed = statement.kind === 'create' && known.has(statement.table);
    await recordPermissions(connection, user, statement, existed);
    return { ...outcome, milliseconds: performance.now() - started };
  }

  async #execute(
    session: Session,
    statement: Statement,
    tables: ReadonlySet<string>,
  ): Promise<Omit<Outcome, 'milliseconds'>> {
    const { connection, user, lastCopyCount, holder } = session;
    const { kernel, copyRoles, defaultRole } = this.#options;
    switch (statement.kind) {
      case 'lock':
        await this.#locks.take(statement.tables, holder);
        return { rows: 0 };
      case 'grant':
      case 'revoke':
      case 'maintenance':
        return { rows: 0 };
      case 'copy':
        session.lastCopyCount = await runCopy(
          kernel,
          connection,
          statement.table,
          statement.copy,
          copyRoles,
          defaultRole,
        );
        return { rows: session.lastCopyCount };
      default: {
        const created =
          statement.kind === 'create' && statement.what === 'table'
            ? createTable(statement.tokens)
            : statement.tokens;
        const names = statement.kind === 'create' ? new Set([...tables, statement.table]) : tables;
        const sql = untokenize(rewrite(created, { user: user.name, lastCopyCount, tables: names }));
        if (statement.kind !== 'query' && statement.kind !== 'explain')
          return { rows: (await connection.run(sql)).rowsChanged };
        const result = await resultSetOf(connection, sql);
        return { rows: result.records.length, result };
      }
    }
  }

  close(): Promise<void> {
    return this.#options.database.close();
  }
}
