import { defineCommand } from '../../command.ts';

export const doctor = defineCommand({
  name: 'doctor',
  summary:
    'Checks this machine and the stage: programs, credentials, what is deployed, warehouse, grants, schedule.',
  examples: ['doctor', 'doctor --machine', 'doctor --after-first-run', 'doctor --stage prod --json'],
  stage: 'not needed',
  grammar: (command) =>
    command
      .option('--machine', 'only this machine')
      .option('--after-first-run', 'also what only a run shows: its logs, image, metric and RPU-seconds'),
  parse: (_, { machine = false, afterFirstRun = false }) => ({ machine, afterFirstRun }),
  load: () => import('./run.ts'),
});
