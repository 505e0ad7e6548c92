import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { type MonthOrExecution, parseMonthOrExecution } from '../month-operand.ts';
import type { LogsResult } from './run.ts';

export interface LogsOptions {
  readonly of: MonthOrExecution;
  /** Only this state's lines. */
  readonly state: string | undefined;
  readonly follow: boolean;
  /** Collect the lines for JSON instead of printing each as it comes. */
  readonly json: boolean;
}

export const logs: CommandDefinition<LogsOptions, LogsResult> = {
  name: 'logs',
  summary: "Log lines of an execution's jobs and Lambda functions.",
  examples: ['logs 2024-09', 'logs yellow-2024-09-r1 --state TransformTrips', 'logs 2024-09 --follow'],
  declare: (command) =>
    void command
      .argument('<month-or-execution>', 'a source month (its newest execution), or an execution')
      .option('--state <name>', 'only this state, e.g. LoadRedshift')
      .option('-f, --follow', 'go on until the execution ends'),
  parse: ({ operands, flags }) => {
    const follow = flags.follow === true;
    const json = flags.json === true;
    if (follow && json)
      throw new UsageError('--follow prints lines as they come, --json prints one object: choose one');
    return { of: parseMonthOrExecution(operands[0]), state: flags.state as string | undefined, follow, json };
  },
  load: async () => (await import('./action.ts')).action,
};
