import { defineCommand } from '../../command.ts';

export const env = defineCommand({
  name: 'env',
  summary: "The stage's outputs: buckets, state machine, workgroup and its endpoint, jobs, functions, roles.",
  examples: ['env', 'env --json'],
  grammar: (command) => command,
  parse: () => ({}),
  load: () => import('./run.ts'),
});
