import type { Shape } from '../../../aws/call.ts';
import type { ExecutionSummary } from '../executions/index-file.ts';
import { lastEnding } from '../executions/journal.ts';
import { detailsOf } from '../executions/stored-event.ts';
import { redriveStatus } from './redrive-status.ts';
import { authorizedExecution, oneOf, type StatesOperation } from './states-world.ts';

export const describeExecution: StatesOperation = (world) => (input, call) => {
  const summary = authorizedExecution(world, call, input, 'DescribeExecution');
  const metadataOnly = oneOf(input, 'includedData', ['ALL_DATA', 'METADATA_ONLY']) === 'METADATA_ONLY';
  const { header, events } = world.executions.contents(summary);
  const ending = summary.status === 'RUNNING' ? undefined : lastEnding(events);
  const data: Shape = {
    input: header.input,
    inputDetails: { included: true },
    ...resultOf(summary, ending && detailsOf(ending)),
  };
  return {
    executionArn: summary.executionArn,
    stateMachineArn: summary.stateMachineArn,
    name: summary.name,
    status: summary.status,
    startDate: new Date(summary.startDate),
    stopDate: summary.stopDate === undefined ? undefined : new Date(summary.stopDate),
    ...(metadataOnly ? {} : data),
    traceHeader: header.traceHeader,
    redriveCount: summary.redriveCount,
    redriveDate: summary.redriveDate === undefined ? undefined : new Date(summary.redriveDate),
    ...redriveStatus(summary, events.length, world.kernel.clock.now()),
  };
};

function resultOf({ fault }: ExecutionSummary, details: Readonly<Record<string, unknown>> = {}): Shape {
  if (fault !== undefined) return { error: 'LocalCloud.HistoryNotWritten', cause: fault };
  const { output, error, cause } = details;
  return { ...(output === undefined ? {} : { output, outputDetails: { included: true } }), error, cause };
}
