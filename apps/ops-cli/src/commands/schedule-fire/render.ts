import type { View } from '../../command.ts';
import { readableCause } from '../../executions/cause.ts';
import type { FireResult } from './run.ts';

export function renderFire(
  { schedule, scheduled_time, answer, function_error }: FireResult,
  view: View,
): string {
  const { style, hint } = view;
  if (function_error !== null)
    return `${style.red(`${schedule} fired, and its function failed`)}: ${readableCause(JSON.stringify(answer))}`;
  return `${style.green(`${schedule} fired`)} for ${scheduled_time}: ${JSON.stringify(answer)}\nnext:  ${hint('status')}`;
}
