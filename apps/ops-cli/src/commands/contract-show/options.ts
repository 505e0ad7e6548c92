import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { ContractShowResult } from './run.ts';

export interface ContractShowOptions {
  readonly dataset: Dataset;
  /** Only the era of this month. */
  readonly month: SourceMonth | undefined;
}

export const contractShow: CommandDefinition<ContractShowOptions, ContractShowResult> = {
  name: 'contract show',
  summary: 'Which source column becomes which column of the table, by era; rules and limits; needs no stage.',
  examples: ['contract show', 'contract show 2024-09', 'contract show 2024-09 --json'],
  stage: 'not needed',
  declare: (command) =>
    void command
      .argument('[month]', 'source month, YYYY-MM: the mapping of its era')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow'),
  parse: ({ operands, flags }) => ({
    dataset: parseDataset(flags.dataset),
    month: operands[0] === undefined ? undefined : parseMonth(operands[0]),
  }),
  load: async () => (await import('./action.ts')).action,
};
