import type { Action } from '../../command.ts';
import type { StopOptions } from './options.ts';
import { type StopResult, stopExecution } from './run.ts';

export const action: Action<StopOptions, StopResult> = {
  run: stopExecution,
  render: ({ execution }) => `${execution} was stopped`,
};
