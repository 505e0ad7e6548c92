import type { Action } from '../../command.ts';
import type { LogsOptions } from './options.ts';
import { type LogsResult, readLogs } from './run.ts';

export const action: Action<LogsOptions, LogsResult> = {
  run: readLogs,
  // Lines were printed while they came.
  render: () => '',
};
