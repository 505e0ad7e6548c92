import type { DescribeExecutionInput } from '@aws-sdk/client-sfn';
import type { Shape } from '../../../aws/call.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { ExecutionSummary } from '../executions/index-file.ts';
import { lastEnding } from '../executions/journal.ts';
import { detailsOf } from '../executions/stored-event.ts';
import type { StepFunctions } from '../step-functions.ts';
import { summaryOf } from './list-executions.ts';
import { redriveStatus } from './redrive-status.ts';

export const describeExecution: Operation<StepFunctions> = {
  takes: ['executionArn', 'includedData'],
  run: (states, { executionArn, includedData }: Input<DescribeExecutionInput>, call) => {
    const summary = states.execution(call, executionArn);
    const { header, events } = states.executions.contents(summary);
    const ending = summary.status === 'RUNNING' ? undefined : lastEnding(events);
    const data: Shape = {
      input: header.input,
      inputDetails: { included: true },
      ...resultOf(summary, ending && detailsOf(ending)),
    };
    return {
      ...summaryOf(summary),
      ...(includedData === 'METADATA_ONLY' ? {} : data),
      traceHeader: header.traceHeader,
      ...redriveStatus(summary, events.length, states.kernel.clock.now()),
    };
  },
};

function resultOf({ fault }: ExecutionSummary, details: Readonly<Record<string, unknown>> = {}): Shape {
  if (fault !== undefined) return { error: 'LocalCloud.HistoryNotWritten', cause: fault };
  const { output, error, cause } = details;
  return { ...(output === undefined ? {} : { output, outputDetails: { included: true } }), error, cause };
}
