import { defineCommand } from '../../command.ts';
import { example } from '../examples.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const cost = defineCommand({
  name: 'cost',
  summary: "Estimates a run's cost from what it used, with the arithmetic and the price list's date.",
  examples: ['cost', 'cost 2024-09', `cost ${example.run} --json`],
  grammar: (command) =>
    command.argument('[month-or-execution]', 'a source month (its newest load), or an execution'),
  parse: ([of]) => ({ of: of === undefined ? undefined : parseMonthOrExecution(of) }),
  load: () => import('./run.ts'),
});
