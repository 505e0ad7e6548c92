import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export const scheduleFire = defineCommand({
  name: 'schedule fire',
  summary: "Calls the schedule's Lambda function now, with the input that the schedule gives it.",
  examples: ['schedule fire', 'schedule fire --at 2024-11-05T06:00:00-05:00'],
  grammar: (command) =>
    command.option('--at <time>', 'scheduled time to tell it, ISO 8601 with zone (default: now)'),
  parse: (_, flags) => {
    if (flags.at === undefined) return { at: undefined };
    const at = new Date(flags.at);
    if (Number.isNaN(at.getTime()) || !/(Z|[+-]\d\d:\d\d)$/.test(flags.at))
      throw new UsageError(
        `--at ${JSON.stringify(flags.at)} is no time`,
        'write it as 2024-11-05T06:00:00-05:00 or …Z',
      );
    return { at };
  },
  load: () => import('./run.ts'),
});
