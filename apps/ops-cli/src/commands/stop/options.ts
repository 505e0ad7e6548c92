import type { CommandDefinition } from '../../command.ts';
import { type MonthOrExecution, parseMonthOrExecution } from '../month-operand.ts';
import type { StopResult } from './run.ts';

export interface StopOptions {
  readonly of: MonthOrExecution;
}

export const stop: CommandDefinition<StopOptions, StopResult> = {
  name: 'stop',
  summary: 'Stops a running execution; what was loaded before stays.',
  examples: ['stop 2024-09', 'stop yellow-2024-09-r1'],
  declare: (command) => void command.argument('<month-or-execution>', 'a source month, or an execution'),
  parse: ({ operands }) => ({ of: parseMonthOrExecution(operands[0]) }),
  load: async () => (await import('./action.ts')).action,
};
