import { defineCommand } from '../../command.ts';
import { example } from '../examples.ts';
import { datasetsOption, parseDatasets } from '../flags.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const cost = defineCommand({
  name: 'cost',
  summary: "Estimates a run's cost from what it used, with the arithmetic and the price list's date.",
  examples: ['cost', 'cost 2024-09', 'cost 2024-09 --dataset all', `cost ${example.run} --json`],
  grammar: (command) =>
    command
      .argument('[month-or-execution]', 'a source month (its newest load), or an execution of any dataset')
      .addOption(datasetsOption),
  parse: ([of], { dataset }) => ({
    of: of === undefined ? undefined : parseMonthOrExecution(of),
    dataset: parseDatasets(dataset),
  }),
  load: () => import('./run.ts'),
});
