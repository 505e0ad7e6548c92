import type { CommandDefinition } from '../../command.ts';
import type { DoctorResult } from './check.ts';

export interface DoctorOptions {
  /** Only this machine, no stage. */
  readonly machine: boolean;
}

export const doctor: CommandDefinition<DoctorOptions, DoctorResult> = {
  name: 'doctor',
  summary:
    'Checks this machine and the stage: programs, credentials, what is deployed, warehouse, grants, schedule.',
  examples: ['doctor', 'doctor --machine', 'doctor --stage prod --json'],
  stage: 'not needed',
  declare: (command) => void command.option('--machine', 'only this machine'),
  parse: ({ flags }) => ({ machine: flags.machine === true }),
  load: async () => (await import('./action.ts')).action,
};
