import type { Action } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { ContractCheckOptions } from './options.ts';
import { renderVerdicts } from './render.ts';
import { type ContractCheckResult, checkFiles } from './run.ts';

export const action: Action<ContractCheckOptions, ContractCheckResult> = {
  run: checkFiles,
  render: renderVerdicts,
  exitCode: ({ ok }) => (ok ? ExitCode.ok : ExitCode.failed),
};
