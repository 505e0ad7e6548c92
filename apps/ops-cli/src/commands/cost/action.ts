import type { Action } from '../../command.ts';
import type { CostOptions } from './options.ts';
import { renderCost } from './render.ts';
import { type CostResult, estimateCost } from './run.ts';

export const action: Action<CostOptions, CostResult> = { run: estimateCost, render: renderCost };
