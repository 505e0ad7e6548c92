import { defineCommand } from '../../command.ts';
import { example } from '../examples.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const stop = defineCommand({
  name: 'stop',
  summary: 'Stops a running execution; what was loaded before stays.',
  examples: ['stop 2024-09', `stop ${example.run}`],
  grammar: (command) => command.argument('<month-or-execution>', 'a source month, or an execution'),
  parse: ([of]) => ({ of: parseMonthOrExecution(of) }),
  load: () => import('./run.ts'),
});
