import type { Action } from '../../command.ts';
import type { GcOptions } from './options.ts';
import { renderGc } from './render.ts';
import { collectGarbage, type GcResult } from './run.ts';

export const action: Action<GcOptions, GcResult> = { run: collectGarbage, render: renderGc };
