import { defineCommand } from '../../command.ts';

export const scheduleShow = defineCommand({
  name: 'schedule show',
  summary: 'The schedule that starts the due month: when, and whether it is enabled.',
  examples: ['schedule show', 'schedule show --json'],
  grammar: (command) => command,
  parse: () => ({}),
  load: () => import('./run.ts'),
});
