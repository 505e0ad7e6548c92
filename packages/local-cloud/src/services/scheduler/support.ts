import { supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What EventBridge Scheduler does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon EventBridge Scheduler',
  signingName: 'scheduler',
  protocol: 'REST JSON',
  operations: supported('ListSchedules', 'GetSchedule'),
  refused: { 'CreateSchedule, UpdateSchedule, DeleteSchedule, groups': 'UnknownOperationException' },
  differences: [
    'Schedules fire to the second, at the beginning of a flexible time window; AWS has a precision of 60 seconds.',
    'What cannot be delivered goes to the dead-letter queue at once; RetryPolicy is not carried out.',
    'Times that pass while the local cloud does not run are past; after a laptop slept, a schedule fires once.',
    'Cron fields that AWS’s guides do not describe (LW, L-3, ranges that go down) are refused when the template is loaded.',
    '`pnpm local fire NAME` does what the schedule would, at any time, also where it is DISABLED.',
  ],
};
