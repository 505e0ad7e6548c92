import type { Action } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { MigrateOptions } from './options.ts';
import { renderMigration } from './render.ts';
import { type MigrateResult, migrateWarehouse } from './run.ts';

export const action: Action<MigrateOptions, MigrateResult> = {
  run: migrateWarehouse,
  render: renderMigration,
  exitCode: ({ status }) => (status === 'SUCCEEDED' ? ExitCode.ok : ExitCode.failed),
};
