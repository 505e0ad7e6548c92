import type { DuckDBConnection } from '@duckdb/node-api';
import { SqlError } from '../failure.ts';
import { type ColumnDefinition, lengthCheck } from '../sql/create-table.ts';
import { quoted, type Relation } from './relations.ts';

/**
 * A new column with a limit of its length: DuckDB adds no CHECK to a table that is there, so the table is made
 * anew with it and its rows are copied, in the transaction of the statement.
 */
export async function addLimitedColumn(
  connection: DuckDBConnection,
  { name: table, temporary, full }: Relation,
  column: ColumnDefinition,
  constraints: string,
): Promise<string[]> {
  const [[sql] = []] = (
    await connection.runAndReadAll(
      `SELECT sql FROM duckdb_tables() WHERE table_name = ? AND database_name = ${temporary ? "'temp'" : 'current_database()'} AND schema_name = 'main'`,
      [table],
    )
  ).getRows();
  const text = String(sql ?? '');
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 0) throw new SqlError(`relation "${table}" is no table`);
  const next = full.replace(/"$/, `__with_${column.name.replaceAll('"', '""')}"`);
  const head = text
    .slice(0, open)
    .replace(/CREATE (TEMP )?TABLE .*$/, (_, temporary = '') => `CREATE ${temporary}TABLE ${next}`);
  return [
    `${head}${text.slice(open, close)}, ${quoted(column.name)} ${column.type.duckdb} ${constraints}${lengthCheck(column)})`,
    `INSERT INTO ${next} BY NAME SELECT * FROM ${full}`,
    `DROP TABLE ${full}`,
    `ALTER TABLE ${next} RENAME TO ${quoted(table)}`,
  ];
}
