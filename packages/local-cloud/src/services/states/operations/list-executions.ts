import type { ListExecutionsInput } from '@aws-sdk/client-sfn';
import type { Shape } from '../../../aws/call.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { ExecutionSummary } from '../executions/index-file.ts';
import { fail, type StepFunctions } from '../step-functions.ts';
import { pageLength, pageToken, readPageToken } from './pages.ts';

/** Newest first. */
export const listExecutions: Operation<StepFunctions> = {
  takes: ['stateMachineArn', 'statusFilter', 'redriveFilter', 'maxResults', 'nextToken'],
  note: 'mapRunArn is refused',
  run: (states, input: Input<ListExecutionsInput>, call) => {
    const { stateMachineArn, statusFilter: status, redriveFilter: redrive, nextToken: token } = input;
    if (stateMachineArn === undefined)
      return fail(
        'ValidationException',
        "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null",
      );
    states.machine(call, stateMachineArn);
    const request = ['ListExecutions', stateMachineArn, status, redrive].join(' ');
    const before = token === undefined ? Number.POSITIVE_INFINITY : readPageToken(token, request);
    const wanted = (summary: ExecutionSummary): boolean =>
      summary.sequence < before &&
      (status === undefined || summary.status === status) &&
      (redrive === undefined || (redrive === 'REDRIVEN') === summary.redriveCount > 0);
    const length = pageLength(input.maxResults);
    const found = newest(states.executions.index.of(stateMachineArn), wanted, length + 1);
    const page = found.slice(0, length);
    const nextToken = found.length > length ? pageToken(request, page.at(-1)?.sequence ?? 0) : undefined;
    return { executions: page.map(summaryOf), nextToken };
  },
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

/** What is told of an execution without its history. */
export function summaryOf(summary: ExecutionSummary): Shape {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate } = summary;
  const { redriveCount, redriveDate } = summary;
  return {
    executionArn,
    stateMachineArn,
    name,
    status,
    startDate: new Date(startDate),
    stopDate: stopDate === undefined ? undefined : new Date(stopDate),
    redriveCount,
    redriveDate: redriveDate === undefined ? undefined : new Date(redriveDate),
  };
}
