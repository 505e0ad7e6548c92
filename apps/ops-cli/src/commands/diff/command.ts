import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const diff = defineCommand({
  name: 'diff',
  summary:
    'What a republication of a month changed: rows added, removed, changed, by column, day, zone and money.',
  examples: [
    'diff 2024-09',
    'diff 2024-09 28cb1bd7 0f9e8d7c',
    'diff 2024-09 --json',
    'diff 2024-09 --out changes.csv',
  ],
  exports: true,
  grammar: (command) =>
    command
      .argument('<month>', 'source month, YYYY-MM')
      .argument(
        '[publication...]',
        'the earlier and the later one, by the start of their ETags (default: the loaded one and the newest that raw has)',
      )
      .addOption(datasetOption),
  parse: ([month, publications], { dataset }) => {
    if (publications.length !== 0 && publications.length !== 2)
      throw new UsageError(
        `a publication is compared with another one, and there ${publications.length === 1 ? 'is one' : `are ${publications.length}`}`,
        'name two, or none; `ops status MONTH` lists those that raw has',
      );
    return { dataset: parseDataset(dataset), month: parseMonth(month), publications };
  },
  load: () => import('./run.ts'),
});
