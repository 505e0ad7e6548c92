import { datasets } from '@tlc-elt/contracts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { example } from '../examples.ts';
import { datasetOption, parseDataset, parseNumber } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const quarantine = defineCommand({
  name: 'quarantine',
  summary: 'Rejected rows of a month: how many break which rule, and examples with all their source columns.',
  examples: [
    'quarantine 2024-09',
    'quarantine 2024-09 --rule fare_amount_positive --sample 20',
    `quarantine 2024-09 --run ${example.run} --json`,
    'quarantine 2024-09 --out rejected.csv',
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument('<month>', 'source month, YYYY-MM')
      .addOption(datasetOption)
      .option('--rule <rule>', 'examples that break this rule')
      .option('--run <run>', 'run that rejected the rows (default: the newest, also one that was not loaded)')
      .option('--sample <n>', 'so many examples (default: 5; all in an export)'),
  parse: ([month], flags) => {
    const { rule, run } = flags;
    const dataset = parseDataset(flags.dataset);
    const rules = datasets[dataset].rules.map(({ name }) => name);
    if (rule !== undefined && !rules.includes(rule))
      throw new UsageError(
        `there is no rule ${JSON.stringify(rule)}`,
        `--rule is one of ${rules.join(', ')}`,
      );
    const sample = flags.sample === undefined ? undefined : parseNumber('--sample', flags.sample, 0, 1000);
    return { dataset, month: parseMonth(month), rule, run, sample };
  },
  load: () => import('./run.ts'),
});
