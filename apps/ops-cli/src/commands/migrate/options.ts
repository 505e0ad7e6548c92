import type { Dataset } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { parseDataset } from '../month-operand.ts';
import type { MigrateResult } from './run.ts';

export interface MigrateOptions {
  readonly dataset: Dataset;
}

export const migrate: CommandDefinition<MigrateOptions, MigrateResult> = {
  name: 'migrate',
  summary:
    "Brings the warehouse's tables to the contract's columns, by the job that owns them; removes no row.",
  examples: ['migrate', 'migrate --json'],
  declare: (command) => void command.option('--dataset <dataset>', 'dataset of the publisher', 'yellow'),
  parse: ({ flags }) => ({ dataset: parseDataset(flags.dataset) }),
  load: async () => (await import('./action.ts')).action,
};
