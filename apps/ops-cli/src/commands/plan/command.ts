import { defineCommand } from '../../command.ts';
import { datasetsOption, parseDatasets, parseNumber } from '../flags.ts';
import { parseMonths } from '../month-operand.ts';

export const plan = defineCommand({
  name: 'plan',
  summary: 'What running months would do: the state of each, what would run, how long and for how much.',
  examples: [
    'plan',
    'plan 2023-01..2024-12 --out plan.json',
    'plan 2018-11 2019-03 --accept-quarantine',
    'plan --dataset all --outdated --parallel 4 --out plan.json',
    'plan 2024-01..2024-12 --json',
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument(
        '[month...]',
        'source months, YYYY-MM, or YYYY-MM..YYYY-MM (default: since the oldest that is loaded)',
      )
      .addOption(datasetsOption)
      .option('--outdated', 'also run months that an older version of the contract has loaded')
      .option('--accept-quarantine', 'also run months that were held back because far more is quarantined')
      .option('--accept-older', 'also run months of which a newer publication is loaded')
      .option('--accept-shrink', 'load although a month has far fewer rows than what is loaded')
      .option('--accept-republication', 'load although a republication changes much of a month')
      .option('--accept-unusual', 'also run months that were held back because they are odd')
      .option('--parallel <n>', 'so many months run at the same time', '2'),
  parse: ([months], flags) => ({
    dataset: parseDatasets(flags.dataset),
    months: months.length === 0 ? undefined : parseMonths(months),
    outdated: flags.outdated ?? false,
    acceptQuarantine: flags.acceptQuarantine ?? false,
    acceptOlder: flags.acceptOlder ?? false,
    acceptShrink: flags.acceptShrink ?? false,
    acceptRepublication: flags.acceptRepublication ?? false,
    acceptUnusual: flags.acceptUnusual ?? false,
    parallel: parseNumber('--parallel', flags.parallel, 1, 20),
    file: (flags as { readonly out?: string }).out,
  }),
  load: () => import('./run.ts'),
});
