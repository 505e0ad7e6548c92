import type { CommandDefinition } from '../../command.ts';
import type { MonthsResult } from '../run/months.ts';
import { declareSettings, parseRange, parseSettings, type RunOptions } from '../run/options.ts';
import type { RunResult } from '../run/run.ts';

/** `run FROM..TO` under the name that people look for. */
export const backfill: CommandDefinition<RunOptions, RunResult | MonthsResult> = {
  name: 'backfill',
  summary: 'Runs every month from one to another; months that are loaded already end at once.',
  examples: [
    'backfill 2023-01 2024-12',
    'backfill 2019-01 2019-12 --parallel 5',
    'backfill 2024-07 2024-09 --json',
  ],
  declare: (command) =>
    void declareSettings(
      command
        .argument('<from>', 'oldest source month, YYYY-MM')
        .argument('<to>', 'newest source month, YYYY-MM'),
    ),
  parse: ({ operands, flags }) => ({
    ...parseSettings(flags),
    of: { months: parseRange(operands[0], operands[1]) },
  }),
  load: async () => (await import('../run/action.ts')).action,
};
