import type { Action } from '../../command.ts';
import type { QuarantineOptions } from './options.ts';
import { renderQuarantine } from './render.ts';
import { type QuarantineResult, readQuarantine } from './run.ts';

export const action: Action<QuarantineOptions, QuarantineResult> = {
  run: readQuarantine,
  render: renderQuarantine,
};
