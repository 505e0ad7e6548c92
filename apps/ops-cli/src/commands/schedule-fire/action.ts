import type { Action } from '../../command.ts';
import { ExitCode } from '../../exit-code.ts';
import type { FireOptions } from './options.ts';
import { renderFire } from './render.ts';
import { type FireResult, fireSchedule } from './run.ts';

export const action: Action<FireOptions, FireResult> = {
  run: fireSchedule,
  render: renderFire,
  exitCode: ({ function_error }) => (function_error === null ? ExitCode.ok : ExitCode.failed),
};
