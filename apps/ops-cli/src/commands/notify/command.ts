import { defineCommand } from '../../command.ts';

export const notify = defineCommand({
  name: 'notify',
  summary: 'Sends a test message to whom the stage tells of alarms and runs: mail and chat.',
  examples: ['notify', 'notify --stage prod --json'],
  grammar: (command) => command,
  parse: () => ({}),
  load: () => import('./run.ts'),
});
