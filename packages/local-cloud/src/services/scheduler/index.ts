import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { required } from '../input.ts';
import { fireSchedule } from './fire.ts';
import { timetableOf } from './timetable.ts';

/** EventBridge Scheduler: schedules can be read, and fire at their times or by hand. */
export function createScheduler(kernel: Kernel): LegacyService {
  const schedules = kernel.assembly.ofType('AWS::Scheduler::Schedule');
  const createdAt = kernel.clock.now();
  kernel.offers.scheduler = { fire: (name, at) => fireSchedule(kernel, name, at) };
  const timetable = timetableOf(kernel, schedules);
  const summary = ({ physicalId, arn, properties }: Resource): Shape => ({
    Name: physicalId,
    Arn: arn,
    GroupName: properties.GroupName ?? 'default',
    State: properties.State ?? 'ENABLED',
    CreationDate: createdAt,
    LastModificationDate: createdAt,
  });
  return {
    signingName: 'scheduler',
    // Times that passed while the local cloud did not run are past; a new rate is due at once.
    start: async () => timetable.start(createdAt.getTime() - 1),
    stop: async () => timetable.stop(),
    protocol: {
      kind: 'rest-json',
      routes: [
        { method: 'GET', path: '/schedules', operation: 'ListSchedules' },
        { method: 'GET', path: '/schedules/{Name}', operation: 'GetSchedule' },
      ],
    },
    operations: {
      ListSchedules: (_, { caller }) => {
        kernel.authorize(caller, 'scheduler:ListSchedules', '*');
        return {
          Schedules: schedules.map((schedule) => ({
            ...summary(schedule),
            Target: { Arn: (schedule.properties.Target as Shape).Arn },
          })),
        };
      },
      GetSchedule: (input, { caller }) => {
        const name = required(input, 'Name');
        const schedule = schedules.find(({ physicalId }) => physicalId === name);
        if (!schedule)
          throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
        kernel.authorize(caller, 'scheduler:GetSchedule', schedule.arn ?? '*');
        const { ScheduleExpression, ScheduleExpressionTimezone, FlexibleTimeWindow, Target, Description } =
          schedule.properties;
        return {
          ...summary(schedule),
          ScheduleExpression,
          ScheduleExpressionTimezone: ScheduleExpressionTimezone ?? 'UTC',
          FlexibleTimeWindow,
          Target,
          Description,
        };
      },
    },
  };
}
