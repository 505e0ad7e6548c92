import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import { type ColumnDefinition, lengthCheck } from '../sql/create-table.ts';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * A new column with a limit of its length: DuckDB adds no CHECK to a table that is there, so the table is made
 * anew with it and its rows are copied, in the transaction of the statement.
 */
export async function addLimitedColumn(
  connection: DuckDBConnection,
  table: string,
  column: ColumnDefinition,
  constraints: string,
): Promise<string[]> {
  const [[sql] = []] = (
    await connection.runAndReadAll(
      "SELECT sql FROM duckdb_tables() WHERE table_name = ? AND database_name IN (current_database(), 'temp') AND schema_name = 'main'",
      [table],
    )
  ).getRows();
  const text = String(sql ?? '');
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0) throw new SqlError(`relation "${table}" is no table`);
  const next = `${table}__with_${column.name}`;
  const head = text
    .slice(0, open)
    .replace(/CREATE (TEMP )?TABLE .*$/, (_, temporary = '') => `CREATE ${temporary}TABLE ${quoted(next)}`);
  return [
    `${head}${text.slice(open, close)}, ${quoted(column.name)} ${column.type.duckdb} ${constraints}${lengthCheck(column)})`,
    `INSERT INTO ${quoted(next)} BY NAME SELECT * FROM ${quoted(table)}`,
    `DROP TABLE ${quoted(table)}`,
    `ALTER TABLE ${quoted(next)} RENAME TO ${quoted(table)}`,
  ];
}
