import { defineCommand } from '../../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary:
    'Checks this machine and the stage: programs, credentials, what is deployed, warehouse, grants, schedule.',
  examples: ['doctor', 'doctor --machine', 'doctor --stage prod --json'],
  stage: 'not needed',
  grammar: (command) => command.option('--machine', 'only this machine'),
  parse: (_, { machine = false }) => ({ machine }),
  load: () => import('./run.ts'),
});
