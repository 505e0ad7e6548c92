import { type Dataset, datasets, type SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { QuarantineResult } from './run.ts';

export interface QuarantineOptions {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  /** Only rows that break this rule are sampled. */
  readonly rule: string | undefined;
  /** The run whose rows are meant; the newest that wrote any where undefined. */
  readonly run: string | undefined;
  readonly sample: number;
}

export const quarantine: CommandDefinition<QuarantineOptions, QuarantineResult> = {
  name: 'quarantine',
  summary: 'Rejected rows of a month: how many break which rule, and examples with all their source columns.',
  examples: [
    'quarantine 2024-09',
    'quarantine 2024-09 --rule fare_amount_positive --sample 20',
    'quarantine 2024-09 --run yellow-2024-09-r1 --json',
  ],
  declare: (command) =>
    void command
      .argument('<month>', 'source month, YYYY-MM')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--rule <rule>', 'examples that break this rule')
      .option('--run <run>', 'run that rejected the rows (default: the newest, also one that was not loaded)')
      .option('--sample <n>', 'so many examples', '5'),
  parse: ({ operands, flags }) => {
    const dataset = parseDataset(flags.dataset);
    const rules = datasets[dataset].rules.map(({ name }) => name);
    const rule = flags.rule as string | undefined;
    if (rule !== undefined && !rules.includes(rule))
      throw new UsageError(
        `there is no rule ${JSON.stringify(rule)}`,
        `--rule is one of ${rules.join(', ')}`,
      );
    const sample = Number(flags.sample);
    if (!Number.isInteger(sample) || sample < 0 || sample > 1000)
      throw new UsageError(`--sample is a number from 0 to 1000, not ${JSON.stringify(flags.sample)}`);
    return { dataset, month: parseMonth(operands[0]), rule, run: flags.run as string | undefined, sample };
  },
  load: async () => (await import('./action.ts')).action,
};
