import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { example } from '../examples.ts';
import { parseMonthOrExecution } from '../month-operand.ts';

export const logs = defineCommand({
  name: 'logs',
  summary: "Log lines of an execution's jobs and Lambda functions.",
  examples: ['logs 2024-09', `logs ${example.run} --state TransformTrips`, 'logs 2024-09 --follow'],
  grammar: (command) =>
    command
      .argument('<month-or-execution>', 'a source month (its newest execution), or an execution')
      .option('--state <name>', 'only this state, e.g. LoadRedshift')
      .option('-f, --follow', 'go on until the execution ends'),
  parse: ([of], { state, follow = false, json = false }) => {
    if (follow && json)
      throw new UsageError('--follow prints lines as they come, --json prints one object: choose one');
    return { of: parseMonthOrExecution(of), state, follow, json };
  },
  load: () => import('./run.ts'),
});
