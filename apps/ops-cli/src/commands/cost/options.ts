import type { CommandDefinition } from '../../command.ts';
import { type MonthOrExecution, parseMonthOrExecution } from '../month-operand.ts';
import type { CostResult } from './run.ts';

export interface CostOptions {
  /** Undefined: the newest execution that loaded something. */
  readonly of: MonthOrExecution | undefined;
}

export const cost: CommandDefinition<CostOptions, CostResult> = {
  name: 'cost',
  summary: "Estimates a run's cost from what it used, with the arithmetic and the price list's date.",
  examples: ['cost', 'cost 2024-09', 'cost yellow-2024-09-r1 --json'],
  declare: (command) =>
    void command.argument('[month-or-execution]', 'a source month (its newest load), or an execution'),
  parse: ({ operands }) => ({
    of: operands[0] === undefined ? undefined : parseMonthOrExecution(operands[0]),
  }),
  load: async () => (await import('./action.ts')).action,
};
