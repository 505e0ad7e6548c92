import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { VerifyResult } from './report.ts';

export interface VerifyOptions {
  readonly dataset: Dataset;
  /** Empty: every month of ledger and table. */
  readonly months: readonly SourceMonth[];
  /** Also hash the raw files: each is read whole. */
  readonly deep: boolean;
}

export const verify: CommandDefinition<VerifyOptions, VerifyResult> = {
  name: 'verify',
  summary: 'Counts again what was loaded: raw file, written files, table, quarantine and ledger must agree.',
  examples: ['verify', 'verify 2024-09', 'verify 2024-08 2024-09', 'verify --quick', 'verify --json'],
  declare: (command) =>
    void command
      .argument('[months...]', 'source months, YYYY-MM (default: all that were loaded)')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--quick', 'leave out the SHA-256 of the raw files, for which each is read whole'),
  parse: ({ operands, flags }) => ({
    dataset: parseDataset(flags.dataset),
    months: [...new Set(operands.map(parseMonth))].sort(),
    deep: flags.quick !== true,
  }),
  load: async () => (await import('./action.ts')).action,
};
