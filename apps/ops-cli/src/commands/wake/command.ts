import { defineCommand } from '../../command.ts';
import { example } from '../examples.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const wake = defineCommand({
  name: 'wake',
  summary: 'Lets a run that waits for its publication look now: another run starts in its place.',
  examples: ['wake 2024-09', `wake ${example.run}`],
  grammar: (command) => command.argument('<month-or-execution>', 'a source month, or an execution'),
  parse: ([of]) => ({ of: parseMonthOrExecution(of) }),
  load: () => import('./run.ts'),
});
