import type { DuckDBConnection } from '@duckdb/node-api';
import { columnNames } from '../sql/column-names.ts';
import type { SessionValues } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import { runCopy } from './copy/copy.ts';
import { refuseSeveralMatches } from './merge.ts';
import { type ResultSet, resultSetOf } from './result-set.ts';
import type { Transaction, WarehouseOptions } from './transaction.ts';
import { alterSql, assignmentSql, createSql, inDuckDb } from './transform.ts';
import { runUnload } from './unload.ts';
import { rowsToUpdate } from './update.ts';

/** What one statement gave. */
export interface Outcome {
  /** Rows of the result, or rows that were changed. */
  readonly rows: number;
  readonly result?: ResultSet;
  readonly milliseconds: number;
}
type Given = Omit<Outcome, 'milliseconds'>;

const NOTHING: Given = { rows: 0 };

async function changed(connection: DuckDBConnection, sql: string): Promise<Given> {
  return { rows: (await connection.run(sql)).rowsChanged };
}

/** Runs one statement inside its transaction. */
export async function execute(
  options: WarehouseOptions,
  { session, loads }: Transaction,
  statement: Statement,
  known: ReadonlySet<string>,
): Promise<Given> {
  const { kernel, roles, folder, name } = options;
  const { connection, user } = session;
  const values: SessionValues = {
    user: user.name,
    database: name,
    lastCopyCount: session.lastCopyCount,
    tables: known,
  };
  switch (statement.kind) {
    case 'lock':
    case 'grant':
    case 'revoke':
    case 'maintenance':
      return NOTHING;
    case 'copy': {
      const startedAt = kernel.clock.now();
      session.lastCopyCount = await runCopy(
        kernel,
        connection,
        statement.table,
        statement.copy,
        roles,
        (load) => loads.push({ ...load, startedAt, endedAt: kernel.clock.now() }),
      );
      return { rows: session.lastCopyCount };
    }
    case 'unload': {
      const query = await inDuckDb(connection, statement.query, values);
      return { rows: await runUnload(kernel, connection, query, statement.unload, roles, folder) };
    }
    case 'create':
      return changed(connection, await createSql(connection, statement, values));
    case 'drop': {
      const head = `DROP ${statement.what} ${statement.ifExists ? 'IF EXISTS ' : ''}`;
      for (const table of statement.tables) await connection.run(`${head}"${table.replaceAll('"', '""')}"`);
      return NOTHING;
    }
    case 'alter': {
      for (const sql of await alterSql(connection, statement, values)) await connection.run(sql);
      return NOTHING;
    }
    case 'query':
    case 'explain': {
      const sql = await inDuckDb(connection, statement.tokens, values);
      const result = await resultSetOf(connection, sql, (count) =>
        statement.kind === 'query' ? columnNames(statement.tokens, count) : [],
      );
      return { rows: result.rows, result };
    }
    case 'insert':
      return changed(connection, await assignmentSql(connection, statement, values));
    case 'update': {
      const rows = await rowsToUpdate(connection, statement.tokens, values);
      const updated = await changed(connection, await assignmentSql(connection, statement, values));
      return { rows: rows ?? updated.rows };
    }
    case 'merge':
      await refuseSeveralMatches(connection, statement.table, statement.tokens, values);
      return changed(connection, await assignmentSql(connection, statement, values));
    default:
      return changed(connection, await inDuckDb(connection, statement.tokens, values));
  }
}
