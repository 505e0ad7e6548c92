import type { Dataset } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { parseDataset } from '../month-operand.ts';
import type { GcResult } from './run.ts';

export interface GcOptions {
  readonly dataset: Dataset;
  readonly dryRun: boolean;
  /** What was written within so many days stays. */
  readonly olderThanDays: number;
}

export const gc: CommandDefinition<GcOptions, GcResult> = {
  name: 'gc',
  summary:
    'Removes files of superseded runs and publications; never those that the ledger or a running run needs.',
  examples: ['gc --dry-run', 'gc', 'gc --older-than 90 --json'],
  declare: (command) =>
    void command
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--dry-run', 'only show what would be removed')
      .option('--older-than <days>', 'keep what was written within so many days', '30'),
  parse: ({ flags }) => {
    const olderThanDays = Number(flags.olderThan);
    if (!Number.isInteger(olderThanDays) || olderThanDays < 0)
      throw new UsageError(`--older-than is a number of days, not ${JSON.stringify(flags.olderThan)}`);
    return { dataset: parseDataset(flags.dataset), dryRun: flags.dryRun === true, olderThanDays };
  },
  load: async () => (await import('./action.ts')).action,
};
