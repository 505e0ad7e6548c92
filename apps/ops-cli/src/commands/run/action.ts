import type { Action } from '../../command.ts';
import type { RunOptions } from './options.ts';
import { renderRun } from './render.ts';
import { exitCodeOf, type RunResult, runPipeline } from './run.ts';

export const action: Action<RunOptions, RunResult> = {
  run: runPipeline,
  render: renderRun,
  exitCode: exitCodeOf,
};
