import type { RedriveExecutionInput } from '@aws-sdk/client-sfn';
import type { Input, Operation } from '../../../kernel/service.ts';
import { fail, type StepFunctions } from '../step-functions.ts';
import { redriveStatus } from './redrive-status.ts';

/** API reference: the same token within 15 minutes is the same request. */
const SAME_REQUEST_MS = 15 * 60_000;

export const redriveExecution: Operation<StepFunctions> = {
  takes: ['executionArn', 'clientToken'],
  run: (states, { executionArn, clientToken }: Input<RedriveExecutionInput>, call) => {
    const { executions, kernel, redrives } = states;
    const summary = states.execution(call, executionArn);
    const now = kernel.clock.now();
    for (const [token, { redriveDate }] of redrives)
      if (now.getTime() - redriveDate > SAME_REQUEST_MS) redrives.delete(token);
    const earlier = clientToken === undefined ? undefined : redrives.get(clientToken);
    if (earlier?.executionArn === executionArn) return { redriveDate: new Date(earlier.redriveDate) };
    const events = executions.contents(summary).events.length;
    const { redriveStatusReason } = redriveStatus(summary, events, now);
    if (redriveStatusReason) fail('ExecutionNotRedrivable', redriveStatusReason);
    const redriveDate = executions.redrive(summary);
    if (clientToken !== undefined) redrives.set(clientToken, { executionArn, redriveDate });
    return { redriveDate: new Date(redriveDate) };
  },
};
