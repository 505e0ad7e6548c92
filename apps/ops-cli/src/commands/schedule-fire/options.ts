import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { FireResult } from './run.ts';

export interface FireOptions {
  /** The scheduled time that the target is told; undefined: now. */
  readonly at: Date | undefined;
}

export const scheduleFire: CommandDefinition<FireOptions, FireResult> = {
  name: 'schedule fire',
  summary: "Calls the schedule's Lambda function now, with the input that the schedule gives it.",
  examples: ['schedule fire', 'schedule fire --at 2024-11-05T06:00:00-05:00'],
  declare: (command) =>
    void command.option('--at <time>', 'scheduled time to tell it, ISO 8601 with zone (default: now)'),
  parse: ({ flags }) => {
    if (flags.at === undefined) return { at: undefined };
    const text = String(flags.at);
    const at = new Date(text);
    if (Number.isNaN(at.getTime()) || !/(Z|[+-]\d\d:\d\d)$/.test(text))
      throw new UsageError(
        `--at ${JSON.stringify(text)} is no time`,
        'write it as 2024-11-05T06:00:00-05:00 or …Z',
      );
    return { at };
  },
  load: async () => (await import('./action.ts')).action,
};
