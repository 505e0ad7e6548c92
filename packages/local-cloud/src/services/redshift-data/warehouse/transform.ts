import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, unsupported } from '../failure.ts';
import { assigned, type Target } from '../sql/assigned.ts';
import { lengthCheck } from '../sql/create-table.ts';
import { keyed } from '../sql/keys.ts';
import { readTree } from '../sql/read-tree.ts';
import { rewrite, type SessionValues } from '../sql/rewrite.ts';
import type { AlterStatement, CreateStatement, Statement } from '../sql/statement.ts';
import { type Token, untokenize } from '../sql/tokens.ts';
import type { Node } from '../sql/tree.ts';
import { resolveTypes, typesIn } from '../sql/typed-sites.ts';
import { addLimitedColumn } from './add-column.ts';

/** Asks DuckDB's binder for the types of a call's arguments. */
async function probe(connection: DuckDBConnection, sql: string): Promise<string[]> {
  try {
    const prepared = await connection.prepare(sql);
    prepared.destroySync();
  } catch (error) {
    const types = typesIn(error instanceof Error ? error.message : '');
    if (types) return types;
    throw error;
  }
  throw new SqlError('the types of an expression cannot be told');
}

/** A tree of Redshift's SQL as DuckDB's SQL. */
export async function treeInDuckDb(
  connection: DuckDBConnection,
  nodes: readonly Node[],
  session: SessionValues,
): Promise<string> {
  return untokenize(await resolveTypes(keyed(rewrite(nodes, session)), (sql) => probe(connection, sql)));
}

/** Tokens of Redshift's SQL as DuckDB's SQL. */
export const inDuckDb = (
  connection: DuckDBConnection,
  tokens: readonly Token[],
  session: SessionValues,
): Promise<string> => treeInDuckDb(connection, readTree(tokens), session);

/** The columns of a table with their declared lengths. */
async function columnsOf(connection: DuckDBConnection, table: string): Promise<Target[]> {
  const reader = await connection.runAndReadAll(
    `SELECT c.column_name, c.data_type, d.length FROM duckdb_columns() c
     LEFT JOIN local_cloud.declared d ON d.relation = c.table_name AND d.column_name = c.column_name
     WHERE c.schema_name = 'main' AND c.table_name = ? ORDER BY c.column_index`,
    [table],
  );
  return reader.getRows().map(([name, type, length]) => ({
    name: String(name).toLowerCase(),
    type: {
      name: String(type),
      duckdb: String(type),
      ...(length === null ? {} : { length: Number(length) }),
    },
  }));
}

/** INSERT, UPDATE and MERGE in DuckDB's SQL. */
export async function assignmentSql(
  connection: DuckDBConnection,
  { table, tokens }: { readonly table: string; readonly tokens: readonly Token[] },
  session: SessionValues,
): Promise<string> {
  const columns = await columnsOf(connection, table);
  return treeInDuckDb(connection, assigned(readTree(tokens), columns), session);
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** CREATE TABLE, CREATE TABLE AS and CREATE VIEW. */
export async function createSql(
  connection: DuckDBConnection,
  statement: CreateStatement,
  session: SessionValues,
): Promise<string> {
  const { what, temporary, orReplace, ifNotExists, table, columns, query = [], names } = statement;
  const head = `CREATE ${orReplace ? 'OR REPLACE ' : ''}${temporary ? 'TEMP ' : ''}${what} ${ifNotExists ? 'IF NOT EXISTS ' : ''}${quoted(table)}`;
  const list = names === undefined ? '' : ` (${names.map(quoted).join(', ')})`;
  if (!columns) return `${head}${list} AS ${await inDuckDb(connection, query, session)}`;
  const definitions: string[] = [];
  for (const column of columns) {
    const constraints =
      column.constraints.length === 0 ? '' : await inDuckDb(connection, column.constraints, session);
    definitions.push(`${quoted(column.name)} ${column.type.duckdb} ${constraints}`);
  }
  return `${head} (${definitions.join(', ')}${columns.map(lengthCheck).join('')})`;
}

/** ALTER TABLE in DuckDB's SQL; none for what is storage only. */
export async function alterSql(
  connection: DuckDBConnection,
  { table, action }: AlterStatement,
  session: SessionValues,
): Promise<string[]> {
  const head = `ALTER TABLE ${quoted(table)}`;
  switch (action.change) {
    case 'add': {
      const { name, type, constraints } = action.column;
      if (constraints.some(({ upper }) => upper === 'NOT')) throw unsupported('ADD COLUMN … NOT NULL');
      const rest = constraints.length === 0 ? '' : await inDuckDb(connection, constraints, session);
      if (type.length !== undefined) return addLimitedColumn(connection, table, action.column, rest);
      return [`${head} ADD COLUMN ${quoted(name)} ${type.duckdb} ${rest}`];
    }
    case 'drop':
      return [`${head} DROP COLUMN ${quoted(action.column)}`];
    case 'rename':
      return [`${head} RENAME TO ${quoted(action.to)}`];
    case 'rename-column':
      return [`${head} RENAME COLUMN ${quoted(action.column)} TO ${quoted(action.to)}`];
    case 'owner':
    case 'storage':
      return [];
  }
}

/** Types that the statement declared, for the catalog's views. */
export async function recordTypes(connection: DuckDBConnection, statement: Statement): Promise<void> {
  const columns =
    statement.kind === 'create'
      ? (statement.columns ?? [])
      : statement.kind === 'alter' && statement.action.change === 'add'
        ? [statement.action.column]
        : [];
  if (!('table' in statement)) return;
  for (const { name, type } of columns)
    if (type.length !== undefined)
      await connection.run('INSERT INTO local_cloud.declared VALUES (?, ?, ?, ?)', [
        statement.table,
        name,
        type.name,
        type.length,
      ]);
  if (statement.kind !== 'alter') return;
  const { action } = statement;
  const where = 'WHERE relation = ? AND column_name = ?';
  if (action.change === 'drop')
    await connection.run(`DELETE FROM local_cloud.declared ${where}`, [statement.table, action.column]);
  if (action.change === 'rename-column')
    await connection.run(`UPDATE local_cloud.declared SET column_name = ? ${where}`, [
      action.to,
      statement.table,
      action.column,
    ]);
}
