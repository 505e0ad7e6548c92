import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetsOption, parseDatasets } from '../flags.ts';

export const gc = defineCommand({
  name: 'gc',
  summary:
    'Removes files of superseded runs and publications; never those that the ledger or a running run needs.',
  examples: ['gc --dry-run', 'gc', 'gc --dataset all --older-than 90 --json'],
  grammar: (command) =>
    command
      .addOption(datasetsOption)
      .option('--dry-run', 'only show what would be removed')
      .option('--older-than <days>', 'keep what was written within so many days', '30'),
  parse: (_, { dataset, dryRun = false, olderThan }) => {
    const olderThanDays = Number(olderThan);
    if (!Number.isInteger(olderThanDays) || olderThanDays < 0)
      throw new UsageError(`--older-than is a number of days, not ${JSON.stringify(olderThan)}`);
    return { dataset: parseDatasets(dataset), dryRun, olderThanDays };
  },
  load: () => import('./run.ts'),
});
