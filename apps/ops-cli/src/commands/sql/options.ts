import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { QueryResult } from '../../warehouse/query.ts';

export interface SqlOptions {
  /** Undefined: the statement comes from standard input. */
  readonly statement: string | undefined;
  readonly write: boolean;
}

export const sql: CommandDefinition<SqlOptions, QueryResult> = {
  name: 'sql',
  summary: 'Runs one statement in the warehouse; reads only, unless --write.',
  examples: [
    'sql "SELECT source_month, COUNT(*) FROM yellow_trips GROUP BY 1 ORDER BY 1"',
    'sql "SELECT * FROM load_ledger" --json',
    'sql - < query.sql',
    'sql --write "DELETE FROM yellow_trips WHERE source_month = \'2024-09-01\'"',
  ],
  declare: (command) =>
    void command
      .argument('[statement]', 'SELECT, WITH, SHOW or EXPLAIN; - or nothing: standard input')
      .option('--write', "any statement, as the warehouse's administrator (stage prod refuses it)"),
  parse: ({ operands, flags }) => {
    const [statement] = operands;
    if (statement !== undefined && statement.trim() === '') throw new UsageError('the statement is empty');
    return { statement: statement === '-' ? undefined : statement, write: flags.write === true };
  },
  load: async () => (await import('./action.ts')).action,
};
