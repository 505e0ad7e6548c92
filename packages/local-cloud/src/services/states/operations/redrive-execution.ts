import { redriveStatus } from './redrive-status.ts';
import { authorizedExecution, fail, optional, type StatesOperation } from './states-world.ts';

/** API reference: the same token within 15 minutes is the same request. */
const SAME_REQUEST_MS = 15 * 60_000;

export const redriveExecution: StatesOperation = (world) => {
  const requests = new Map<string, { executionArn: string; redriveDate: number }>();
  return (input, call) => {
    const summary = authorizedExecution(world, call, input, 'RedriveExecution');
    const now = world.kernel.clock.now();
    for (const [token, { redriveDate }] of requests) {
      if (now.getTime() - redriveDate > SAME_REQUEST_MS) requests.delete(token);
    }
    const token = optional(input, 'clientToken');
    const earlier = token === undefined ? undefined : requests.get(token);
    if (earlier?.executionArn === summary.executionArn) return { redriveDate: new Date(earlier.redriveDate) };
    const events = world.executions.contents(summary).events.length;
    const { redriveStatusReason } = redriveStatus(summary, events, now);
    if (redriveStatusReason) fail('ExecutionNotRedrivable', redriveStatusReason);
    const redriveDate = world.executions.redrive(summary);
    if (token !== undefined) requests.set(token, { executionArn: summary.executionArn, redriveDate });
    return { redriveDate: new Date(redriveDate) };
  };
};
