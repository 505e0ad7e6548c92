import type { DuckDBConnection } from '@duckdb/node-api';
import { columnNames } from '../sql/column-names.ts';
import type { SessionValues } from '../sql/rewrite.ts';
import type { Statement } from '../sql/statement.ts';
import type { Node } from '../sql/tree.ts';
import type { Analysis } from './analysis.ts';
import { runCopy } from './copy/copy.ts';
import type { KnownTypes } from './known-types.ts';
import { refuseSeveralMatches } from './merge.ts';
import type { Relations } from './relations.ts';
import { type ResultSet, resultSetOf } from './result-set.ts';
import type { Transaction, WarehouseOptions } from './transaction.ts';
import { alterSql, assignmentSql, createSql, treeInDuckDb } from './transform.ts';
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
  types: KnownTypes,
  { session, loads, signal }: Transaction,
  statement: Statement,
  { nodes }: Analysis,
  relations: Relations,
): Promise<Given> {
  const { kernel, roles, folder, name } = options;
  const { connection, user } = session;
  const values: SessionValues = {
    user: user.name,
    database: name,
    lastCopyCount: session.lastCopyCount,
    known: types.of(relations.definitions),
    signal,
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
        relations.existing(statement.table),
        statement.copy,
        roles,
        (load) => loads.push({ ...load, startedAt, endedAt: kernel.clock.now() }),
      );
      return { rows: session.lastCopyCount };
    }
    case 'unload': {
      const query = await treeInDuckDb(connection, nodes, values);
      return { rows: await runUnload(kernel, connection, query, statement.unload, roles, folder) };
    }
    case 'create':
      return changed(connection, await createSql(connection, statement, nodes, values, relations));
    case 'drop': {
      for (const table of statement.tables) {
        const relation = relations.find(table);
        if (relation) await connection.run(`DROP ${statement.what} ${relation.full}`);
      }
      return NOTHING;
    }
    case 'alter': {
      for (const sql of await alterSql(connection, statement, relations.existing(statement.table), values))
        await connection.run(sql);
      return NOTHING;
    }
    case 'query': {
      const sql = await treeInDuckDb(connection, nodes, values);
      const names = (count: number) => columnNames(statement.tokens, count);
      const result = await resultSetOf(connection, sql, names);
      return { rows: result.rows, result };
    }
    case 'explain': {
      const sql = await rowsSql(connection, statement.of, nodes, relations, values);
      const result = await resultSetOf(connection, `EXPLAIN ${sql}`, () => []);
      return { rows: result.rows, result };
    }
    case 'update': {
      const rows = await rowsToUpdate(connection, nodes, values);
      const updated = await changed(
        connection,
        await rowsSql(connection, statement, nodes, relations, values),
      );
      return { rows: rows ?? updated.rows };
    }
    case 'merge':
      await refuseSeveralMatches(connection, nodes, values);
      return changed(connection, await rowsSql(connection, statement, nodes, relations, values));
    case 'insert':
    case 'delete':
    case 'truncate':
      return changed(connection, await rowsSql(connection, statement, nodes, relations, values));
  }
}

/** A query, or a statement that changes rows, in DuckDB's SQL. */
const rowsSql = (
  connection: DuckDBConnection,
  statement: Statement,
  nodes: readonly Node[],
  relations: Relations,
  values: SessionValues,
): Promise<string> =>
  statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'merge'
    ? assignmentSql(connection, relations.existing(statement.table), nodes, relations, values)
    : treeInDuckDb(connection, nodes, values);
