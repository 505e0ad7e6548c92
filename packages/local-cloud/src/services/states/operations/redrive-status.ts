import type { ExecutionSummary } from '../executions/index-file.ts';

/** Developer guide, "Redrive eligibility": fourteen days from the end, and room in the history for the redrive. */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;
const LONGEST_HISTORY = 24_999;

export interface RedriveStatus {
  readonly redriveStatus: 'REDRIVABLE' | 'NOT_REDRIVABLE';
  readonly redriveStatusReason?: string;
}

/** Whether RedriveExecution would take the execution, and why not. */
export function redriveStatus(
  { status, stopDate }: ExecutionSummary,
  events: number,
  now: Date,
): RedriveStatus {
  const not = (redriveStatusReason: string): RedriveStatus => ({
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason,
  });
  if (status === 'RUNNING' || status === 'SUCCEEDED')
    return not(`Execution is ${status} and cannot be redriven`);
  if (stopDate !== undefined && now.getTime() - stopDate > REDRIVABLE_MS)
    return not('Execution redrive period exceeded');
  if (events >= LONGEST_HISTORY) return not('Execution history event limit exceeded');
  return { redriveStatus: 'REDRIVABLE' };
}
