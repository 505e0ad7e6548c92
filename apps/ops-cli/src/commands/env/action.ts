import type { Action } from '../../command.ts';
import { renderEnv } from './render.ts';
import { type EnvResult, readEnv } from './run.ts';

export const action: Action<Record<string, never>, EnvResult> = { run: readEnv, render: renderEnv };
