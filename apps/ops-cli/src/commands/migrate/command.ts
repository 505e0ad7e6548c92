import { defineCommand } from '../../command.ts';
import { datasetOption, parseDataset } from '../flags.ts';

export const migrate = defineCommand({
  name: 'migrate',
  summary:
    "Brings the warehouse's tables and views to the contract's columns, by the job that owns them; removes no row.",
  examples: ['migrate', 'migrate --json'],
  grammar: (command) => command.addOption(datasetOption),
  parse: (_, { dataset }) => ({ dataset: parseDataset(dataset) }),
  load: () => import('./run.ts'),
});
