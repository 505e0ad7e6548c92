import type { CommandDefinition } from '../../command.ts';
import type { ScheduleResult } from './run.ts';

export const scheduleShow: CommandDefinition<Record<string, never>, ScheduleResult> = {
  name: 'schedule show',
  summary: 'The schedule that starts the due month: when, and whether it is enabled.',
  examples: ['schedule show', 'schedule show --json'],
  declare: () => {},
  parse: () => ({}),
  load: async () => (await import('./action.ts')).action,
};
