import { defineCommand } from '../../command.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const verify = defineCommand({
  name: 'verify',
  summary: 'Counts again what was loaded: raw file, written files, table, quarantine and ledger must agree.',
  examples: ['verify', 'verify 2024-09', 'verify 2024-08 2024-09', 'verify --quick', 'verify --json'],
  grammar: (command) =>
    command
      .argument('[months...]', 'source months, YYYY-MM (default: all that were loaded)')
      .addOption(datasetOption)
      .option('--quick', 'leave out the SHA-256 of the raw files, for which each is read whole'),
  parse: ([months], { dataset, quick = false }) => ({
    dataset: parseDataset(dataset),
    months: [...new Set(months.map(parseMonth))].sort(),
    deep: !quick,
  }),
  load: () => import('./run.ts'),
});
