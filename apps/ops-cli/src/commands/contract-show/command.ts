import { defineCommand } from '../../command.ts';
import { datasetOption, parseDataset } from '../flags.ts';
import { parseMonth } from '../month-operand.ts';

export const contractShow = defineCommand({
  name: 'contract show',
  summary: 'Which source column becomes which column of the table, by era; rules and limits; needs no stage.',
  examples: ['contract show', 'contract show 2024-09', 'contract show 2024-09 --json'],
  stage: 'not needed',
  grammar: (command) =>
    command.argument('[month]', 'source month, YYYY-MM: the mapping of its era').addOption(datasetOption),
  parse: ([month], { dataset }) => ({
    dataset: parseDataset(dataset),
    month: month === undefined ? undefined : parseMonth(month),
  }),
  load: () => import('./run.ts'),
});
