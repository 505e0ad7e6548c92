import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError, unsupported } from '../failure.ts';
import { assigned, type Target } from '../sql/assigned.ts';
import { isQuery } from '../sql/compared.ts';
import { lengthCheck } from '../sql/create-table.ts';
import { keyed } from '../sql/keys.ts';
import { readTree } from '../sql/read-tree.ts';
import { rewrite, type SessionValues } from '../sql/rewrite.ts';
import type { AlterStatement, CreateStatement, Statement } from '../sql/statement.ts';
import { type Token, untokenize } from '../sql/tokens.ts';
import { isBranch, type Node } from '../sql/tree.ts';
import { resolveTypes, typesIn } from '../sql/typed-sites.ts';
import { addLimitedColumn } from './add-column.ts';
import type { Need } from './analysis.ts';
import { quoted, type Relation, type Relations } from './relations.ts';

/** Asks DuckDB's binder for the types of a call's arguments. */
async function probe(
  connection: DuckDBConnection,
  sql: string,
  several: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  try {
    const prepared = await connection.prepare(sql);
    prepared.destroySync();
  } catch (error) {
    signal?.throwIfAborted();
    const types = typesIn(error instanceof Error ? error.message : '') ?? (several ? [] : undefined);
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
  const { signal, known } = session;
  const tokens = await resolveTypes(keyed(rewrite(nodes, session)), async (sql, several) => {
    signal?.throwIfAborted();
    const types = known?.of(sql) ?? (await probe(connection, sql, several, signal));
    known?.note(sql, types);
    return types;
  });
  signal?.throwIfAborted();
  return untokenize(tokens);
}

/** Words behind a column's type as DuckDB's SQL; a value that is computed of tables is none. */
const constraintsSql = (
  connection: DuckDBConnection,
  tokens: readonly Token[],
  session: SessionValues,
): Promise<string> => {
  const nodes = readTree(tokens);
  const holds = (node: Node): boolean => isQuery(node) || (isBranch(node) && node.nodes.some(holds));
  if (nodes.some(holds)) throw new SqlError('cannot use subquery in DEFAULT expression');
  return treeInDuckDb(connection, nodes, session);
};

/** The columns of a table with the lengths that its checks enforce. */
async function columnsOf(
  connection: DuckDBConnection,
  { name, temporary }: Relation,
): Promise<readonly Target[]> {
  const reader = await connection.runAndReadAll(
    `SELECT c.column_name, c.data_type, (
       SELECT max(CAST(regexp_extract(k.constraint_text, '<= (\\d+)', 1) AS INTEGER)) FROM duckdb_constraints() k
       WHERE k.table_oid = c.table_oid AND k.database_oid = c.database_oid
         AND k.constraint_type = 'CHECK' AND k.constraint_column_names = [c.column_name])
     FROM duckdb_columns() c
     WHERE c.schema_name = 'main' AND c.table_name = ? AND c.database_name = ${temporary ? "'temp'" : 'current_database()'}
     ORDER BY c.column_index`,
    [name],
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
  table: Relation,
  nodes: readonly Node[],
  relations: Relations,
  session: SessionValues,
): Promise<string> {
  const columns = await relations.columnsOf(table, () => columnsOf(connection, table));
  return treeInDuckDb(connection, assigned(nodes, columns), session);
}

/** CREATE TABLE, CREATE TABLE AS and CREATE VIEW. */
export async function createSql(
  connection: DuckDBConnection,
  statement: CreateStatement,
  query: readonly Node[],
  session: SessionValues,
  relations: Relations,
): Promise<string> {
  const { what, temporary, orReplace, ifNotExists, table, columns, names } = statement;
  const { full } = relations.named(table.name, temporary);
  const head = `CREATE ${orReplace ? 'OR REPLACE ' : ''}${temporary ? 'TEMP ' : ''}${what} ${ifNotExists ? 'IF NOT EXISTS ' : ''}${full}`;
  const list = names === undefined ? '' : ` (${names.map(quoted).join(', ')})`;
  if (!columns) return `${head}${list} AS ${await treeInDuckDb(connection, query, session)}`;
  const definitions: string[] = [];
  for (const column of columns) {
    const constraints =
      column.constraints.length === 0 ? '' : await constraintsSql(connection, column.constraints, session);
    definitions.push(`${quoted(column.name)} ${column.type.duckdb} ${constraints}`);
  }
  return `${head} (${definitions.join(', ')}${columns.map(lengthCheck).join('')})`;
}

/** ALTER TABLE in DuckDB's SQL; none for what is storage only. */
export async function alterSql(
  connection: DuckDBConnection,
  { action }: AlterStatement,
  table: Relation,
  session: SessionValues,
): Promise<string[]> {
  const head = `ALTER TABLE ${table.full}`;
  switch (action.change) {
    case 'add': {
      const { name, type, constraints } = action.column;
      if (constraints.some(({ upper }) => upper === 'NOT')) throw unsupported('ADD COLUMN … NOT NULL');
      const rest = constraints.length === 0 ? '' : await constraintsSql(connection, constraints, session);
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
export async function recordTypes(
  connection: DuckDBConnection,
  statement: Statement,
  needs: readonly Need[],
): Promise<void> {
  const isTemporary = needs.some(({ relation }) => relation.temporary);
  if ('temporary' in statement ? statement.temporary : isTemporary) return;
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
        statement.table.name,
        name,
        type.name,
        type.length,
      ]);
  if (statement.kind !== 'alter') return;
  const { action } = statement;
  const where = 'WHERE relation = ? AND column_name = ?';
  if (action.change === 'drop')
    await connection.run(`DELETE FROM local_cloud.declared ${where}`, [statement.table.name, action.column]);
  if (action.change === 'rename-column')
    await connection.run(`UPDATE local_cloud.declared SET column_name = ? ${where}`, [
      action.to,
      statement.table.name,
      action.column,
    ]);
}
