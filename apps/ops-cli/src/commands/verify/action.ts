import type { Action } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { VerifyOptions } from './options.ts';
import { renderVerification } from './render.ts';
import type { VerifyResult } from './report.ts';
import { verifyMonths } from './run.ts';

export const action: Action<VerifyOptions, VerifyResult> = {
  run: verifyMonths,
  render: renderVerification,
  exitCode: ({ ok }) => (ok ? ExitCode.ok : ExitCode.failed),
};
