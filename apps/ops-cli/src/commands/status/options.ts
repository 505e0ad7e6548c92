import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { StatusResult } from './run.ts';

export interface StatusOptions {
  readonly dataset: Dataset;
  readonly limit: number;
  /** Only this month, with its loads. */
  readonly month: SourceMonth | undefined;
  /** Also ask the publisher. */
  readonly source: boolean;
}

export const status: CommandDefinition<StatusOptions, StatusResult> = {
  name: 'status',
  summary:
    'Executions, newest first: which month, which state, what came of it; for a month its whole history.',
  examples: [
    'status',
    'status --limit 50',
    'status 2024-09',
    'status --source',
    'status 2024-09 --source --json',
  ],
  declare: (command) =>
    void command
      .argument('[month]', 'source month, YYYY-MM: its executions and every load of it')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--source', 'also ask the publisher: published, not yet, republished; starts nothing')
      .option('--limit <n>', 'at most so many executions', '15'),
  parse: ({ operands, flags }) => {
    const limit = Number(flags.limit);
    if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
      throw new UsageError(`--limit is a number from 1 to 1000, not ${JSON.stringify(flags.limit)}`);
    return {
      dataset: parseDataset(flags.dataset),
      limit,
      month: operands[0] === undefined ? undefined : parseMonth(operands[0]),
      source: flags.source === true,
    };
  },
  load: async () => (await import('./action.ts')).action,
};
