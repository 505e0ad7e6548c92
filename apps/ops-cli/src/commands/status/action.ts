import type { Action } from '../../command.ts';
import type { StatusOptions } from './options.ts';
import { renderStatus } from './render.ts';
import { readStatus, type StatusResult } from './run.ts';

export const action: Action<StatusOptions, StatusResult> = { run: readStatus, render: renderStatus };
