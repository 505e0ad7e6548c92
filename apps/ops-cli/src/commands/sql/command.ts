import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { example } from '../examples.ts';

export const sql = defineCommand({
  name: 'sql',
  summary: 'Runs one statement in the warehouse; reads only, unless --write.',
  examples: [
    `sql "SELECT source_month, COUNT(*) FROM ${example.table} GROUP BY 1 ORDER BY 1"`,
    'sql "SELECT * FROM load_ledger" --json',
    `sql "SELECT table_name FROM svv_tables WHERE table_schema = 'public'"`,
    'sql - < query.sql',
    `sql "SELECT * FROM ${example.table} WHERE source_month = '2024-09-01'" --out trips.parquet`,
    `sql --write "DELETE FROM ${example.table} WHERE source_month = '2024-09-01'"`,
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument('[statement]', 'SELECT, WITH or EXPLAIN; - or nothing: standard input')
      .option('--write', "any statement, as the warehouse's administrator (stage prod refuses it)"),
  parse: ([statement], { write = false }) => {
    if (statement !== undefined && statement.trim() === '') throw new UsageError('the statement is empty');
    return { statement: statement === '-' ? undefined : statement, write };
  },
  load: () => import('./run.ts'),
});
