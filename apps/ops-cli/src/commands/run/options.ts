import type { Dataset, SourceMonth } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { parseDataset, parseMonth } from '../month-operand.ts';
import type { RunResult } from './run.ts';

export interface RunOptions {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  /** Load although this very file is loaded, and although a newer publication is. */
  readonly force: boolean;
  /** End at once where the month is not published yet. */
  readonly noWait: boolean;
}

export const run: CommandDefinition<RunOptions, RunResult> = {
  name: 'run',
  summary: 'Runs the pipeline for a month, or attaches to its run that is already going, and watches it.',
  examples: ['run 2024-09', 'run 2024-09 --force', 'run 2026-10 --no-wait', 'run 2024-09 --json'],
  declare: (command) =>
    void command
      .argument('<month>', 'source month, YYYY-MM')
      .option('--dataset <dataset>', 'dataset of the publisher', 'yellow')
      .option('--force', 'load again, although this very file is loaded already')
      .option('--no-wait', 'end with exit code 4 where the month is not published yet'),
  parse: ({ operands, flags }) => ({
    dataset: parseDataset(flags.dataset),
    month: parseMonth(operands[0]),
    force: flags.force === true,
    noWait: flags.wait === false,
  }),
  load: async () => (await import('./action.ts')).action,
};
