import type { Action } from '../../command.ts';
import type { ExplainOptions } from './options.ts';
import { renderErrors } from './render.ts';
import { type ExplainResult, explainErrors } from './run.ts';

export const action: Action<ExplainOptions, ExplainResult> = { run: explainErrors, render: renderErrors };
