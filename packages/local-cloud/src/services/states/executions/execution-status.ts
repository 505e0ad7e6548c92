import type { EventsOffer } from '../../../kernel/offers.ts';

/** What is told of an execution; dates in epoch milliseconds. */
export interface ExecutionStatus {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly startDate: number;
  readonly input: string;
  readonly status: string;
  readonly stopDate?: number;
  readonly output?: unknown;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/**
 * Tells a change of an execution's status on the default bus.
 * "Step Functions Execution Status Change", AWS Step Functions events reference.
 */
export function tellExecutionStatus(events: EventsOffer | undefined, execution: ExecutionStatus): void {
  const { executionArn, stateMachineArn, name, startDate, stopDate, input, status } = execution;
  const { output, error = null, cause = null } = execution;
  events?.emit({
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [executionArn],
    detail: {
      executionArn,
      stateMachineArn,
      name,
      status,
      startDate,
      stopDate: stopDate ?? null,
      input,
      inputDetails: { included: true },
      output: output === undefined ? null : JSON.stringify(output),
      outputDetails: output === undefined ? null : { included: true },
      error,
      cause,
    },
  });
}
