import { defineCommand } from '../../command.ts';
import { parseRange } from '../month-operand.ts';
import { parseSettings, withSettings } from '../run/command.ts';

/** `run FROM..TO` under the name that people look for. */
export const backfill = defineCommand({
  name: 'backfill',
  summary: 'Runs every month from one to another; months that are loaded already end at once.',
  examples: [
    'backfill 2023-01 2024-12',
    'backfill 2019-01 2019-12 --parallel 5',
    'backfill 2024-07 2024-09 --dataset all --json',
  ],
  grammar: (command) =>
    withSettings(
      command
        .argument('<from>', 'oldest source month, YYYY-MM')
        .argument('<to>', 'newest source month, YYYY-MM'),
    ),
  parse: ([from, to], flags) => ({
    ...parseSettings(flags),
    of: { months: parseRange(from, to) },
  }),
  load: () => import('../run/run.ts'),
});
