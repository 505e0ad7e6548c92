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
    'No schedule fires by itself, also where it is ENABLED (the log says so): `pnpm local fire NAME` does what the schedule would, as its role, once and without waiting to try again.',
  ],
};
