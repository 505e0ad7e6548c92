import type { CommandDefinition } from '../../command.ts';
import type { EnvResult } from './run.ts';

export const env: CommandDefinition<Record<string, never>, EnvResult> = {
  name: 'env',
  summary: "The stage's outputs: buckets, state machine, workgroup and its endpoint, jobs, functions, roles.",
  examples: ['env', 'env --json'],
  declare: () => {},
  parse: () => ({}),
  load: async () => (await import('./action.ts')).action,
};
