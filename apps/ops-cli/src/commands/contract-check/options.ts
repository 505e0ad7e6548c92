import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { ContractCheckResult } from './run.ts';

export interface ContractCheckOptions {
  readonly dataset: Dataset;
  readonly files: readonly string[];
  /** The month of every file; by each file's name where undefined. */
  readonly month: SourceMonth | undefined;
}

export const contractCheck: CommandDefinition<ContractCheckOptions, ContractCheckResult> = {
  name: 'contract check',
  summary: 'Says of parquet files of this machine what IngestRaw would say of them; needs no stage.',
  examples: [
    'contract check yellow_tripdata_2024-09.parquet',
    'contract check *.parquet --json',
    'contract check download.parquet --month 2024-09',
  ],
  stage: 'not needed',
  declare: (command) =>
    void command
      .argument('<files...>', 'parquet files, named as the publisher names them')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--month <month>', 'source month of the files, where their names do not say it'),
  parse: ({ operands, flags }) => ({
    dataset: parseDataset(flags.dataset),
    files: operands,
    month: flags.month === undefined ? undefined : parseMonth(String(flags.month)),
  }),
  load: async () => (await import('./action.ts')).action,
};
