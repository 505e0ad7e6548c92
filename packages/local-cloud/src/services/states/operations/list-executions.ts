import type { Shape } from '../../../aws/call.ts';
import { NotSupported } from '../../../aws/errors.ts';
import type { ExecutionSummary } from '../executions/index-file.ts';
import { pageToken, readPageToken } from './page-token.ts';
import { authorizedMachine, oneOf, optional, pageLength, type StatesOperation } from './states-world.ts';

const STATUSES = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'];

/** Newest first. */
export const listExecutions: StatesOperation = (world) => (input, call) => {
  if (optional(input, 'mapRunArn') !== undefined)
    throw new NotSupported('ListExecutions with mapRunArn (Distributed Map)');
  const machine = authorizedMachine(world, call, input, 'ListExecutions');
  const status = oneOf(input, 'statusFilter', STATUSES);
  const redrive = oneOf(input, 'redriveFilter', ['REDRIVEN', 'NOT_REDRIVEN']);
  const request = ['ListExecutions', machine.revision.stateMachineArn, status, redrive].join(' ');
  const token = optional(input, 'nextToken');
  const before = token === undefined ? Number.POSITIVE_INFINITY : readPageToken(token, request);
  const wanted = (summary: ExecutionSummary): boolean =>
    summary.sequence < before &&
    (status === undefined || summary.status === status) &&
    (redrive === undefined || (redrive === 'REDRIVEN') === summary.redriveCount > 0);
  const length = pageLength(input);
  const found = newest(world.executions.index.of(machine.revision.stateMachineArn), wanted, length + 1);
  const page = found.slice(0, length);
  const nextToken = found.length > length ? pageToken(request, page.at(-1)?.sequence as number) : undefined;
  return { executions: page.map(listItem), nextToken };
};

/** The last ones that are wanted, without looking at more than needed. */
function newest(
  summaries: readonly ExecutionSummary[],
  wanted: (summary: ExecutionSummary) => boolean,
  count: number,
): ExecutionSummary[] {
  const found: ExecutionSummary[] = [];
  for (let at = summaries.length - 1; at >= 0 && found.length < count; at -= 1) {
    const summary = summaries[at] as ExecutionSummary;
    if (wanted(summary)) found.push(summary);
  }
  return found;
}

function listItem(summary: ExecutionSummary): Shape {
  return {
    executionArn: summary.executionArn,
    stateMachineArn: summary.stateMachineArn,
    name: summary.name,
    status: summary.status,
    startDate: new Date(summary.startDate),
    stopDate: summary.stopDate === undefined ? undefined : new Date(summary.stopDate),
    redriveCount: summary.redriveCount,
    redriveDate: summary.redriveDate === undefined ? undefined : new Date(summary.redriveDate),
  };
}
