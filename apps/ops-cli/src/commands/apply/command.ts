import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { parseNumber } from '../flags.ts';

export const apply = defineCommand({
  name: 'apply',
  summary:
    'Does what a plan of `ops plan` says, or nothing where the world has changed since; again, it goes on where it was interrupted.',
  examples: ['apply plan.json', 'apply plan.json --max-months 12', 'apply plan.json --max-cost 1.50 --json'],
  grammar: (command) =>
    command
      .argument('<plan>', 'file that `ops plan --out FILE` has written')
      .option('--max-months <n>', 'start at most so many months of the plan, those of before included')
      .option(
        '--max-cost <dollars>',
        'start no month that would bring the cost of the plan, by estimate, over this',
      ),
  parse: ([file], { maxMonths, maxCost }) => ({
    file,
    limits: {
      maxMonths: maxMonths === undefined ? undefined : parseNumber('--max-months', maxMonths, 1, 10_000),
      maxCost: maxCost === undefined ? undefined : parseDollars(maxCost),
    },
  }),
  load: () => import('./run.ts'),
});

function parseDollars(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`--max-cost is a number of dollars, e.g. 1.50, not ${JSON.stringify(text)}`);
}
