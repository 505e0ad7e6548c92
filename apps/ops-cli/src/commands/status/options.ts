import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { StatusResult } from './run.ts';

export interface StatusOptions {
  readonly limit: number;
}

export const status: CommandDefinition<StatusOptions, StatusResult> = {
  name: 'status',
  summary: 'Executions, newest first: which month, which state, what came of it.',
  examples: ['status', 'status --limit 50', 'status --json'],
  declare: (command) => void command.option('--limit <n>', 'at most so many executions', '15'),
  parse: ({ flags }) => {
    const limit = Number(flags.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      throw new UsageError(`--limit is a number from 1 to 1000, not ${JSON.stringify(flags.limit)}`);
    return { limit };
  },
  load: async () => (await import('./action.ts')).action,
};
