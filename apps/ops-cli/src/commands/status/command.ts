import { defineCommand } from '../../command.ts';
import { datasetsOption, parseDatasets, parseNumber } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const status = defineCommand({
  name: 'status',
  summary:
    'Every month of each dataset by a sign; executions, newest first, and what came of them; for a month its whole history.',
  examples: [
    'status',
    'status --limit 50',
    'status 2024-09',
    'status --source --dataset all',
    'status 2024-09 --source --json',
    'status --source --csv',
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument('[month]', 'source month, YYYY-MM: its executions and every load of it')
      .addOption(datasetsOption)
      .option('--source', 'also ask the publisher: published, not yet, republished; starts nothing')
      .option('--limit <n>', 'at most so many executions', '15'),
  parse: ([month], { dataset, limit, source = false }) => ({
    limit: parseNumber('--limit', limit, 1, 1000),
    dataset: parseDatasets(dataset),
    month: month === undefined ? undefined : parseMonth(month),
    source,
  }),
  load: () => import('./run.ts'),
});
