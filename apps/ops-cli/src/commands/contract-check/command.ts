import { defineCommand } from '../../command.ts';
import { example } from '../examples.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const contractCheck = defineCommand({
  name: 'contract check',
  summary: 'Says of parquet files of this machine what IngestRaw would say of them; needs no stage.',
  examples: [
    `contract check ${example.file}`,
    'contract check *.parquet --json',
    'contract check download.parquet --month 2024-09',
  ],
  stage: 'not needed',
  grammar: (command) =>
    command
      .argument('<files...>', 'parquet files, named as the publisher names them')
      .addOption(datasetOption)
      .option('--month <month>', 'source month of the files, where their names do not say it'),
  parse: ([files], { dataset, month }) => ({
    dataset: parseDataset(dataset),
    files,
    month: month === undefined ? undefined : parseMonth(month),
  }),
  load: () => import('./run.ts'),
});
