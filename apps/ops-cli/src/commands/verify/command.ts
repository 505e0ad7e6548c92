import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetsOption, parseDatasets } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const verify = defineCommand({
  name: 'verify',
  summary:
    'Proves again what was loaded: raw file, written files, tables, ledger and every document must agree.',
  examples: [
    'verify',
    'verify 2024-09',
    'verify 2024-08 2024-09',
    'verify --dataset all --quick',
    'verify 2024-09 --deep',
    'verify --json',
    'verify --out months.csv',
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument('[months...]', 'source months, YYYY-MM (default: all that were loaded)')
      .addOption(datasetsOption)
      .option('--quick', 'leave out the SHA-256 of the raw files, for which each is read whole')
      .option(
        '--deep',
        'read every file whole, and compute from the raw rows again what must be in the others',
      ),
  parse: ([months], { dataset, quick = false, deep = false }) => {
    if (quick && deep) throw new UsageError('--quick and --deep exclude each other', 'give one of them');
    return {
      dataset: parseDatasets(dataset),
      months: [...new Set(months.map(parseMonth))].sort(),
      depth: deep ? ('deep' as const) : quick ? ('quick' as const) : ('hashed' as const),
    };
  },
  load: () => import('./run.ts'),
});
