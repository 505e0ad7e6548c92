import type { Resource } from '../../assembly/assembly.ts';
import { type Kernel, type Service, ServiceError, type Shape } from '../../service.ts';
import { required } from '../input.ts';

/** EventBridge Scheduler: schedules can be read; whoever fires one invokes its target, as the schedule would. */
export function createScheduler(kernel: Kernel): Service {
  const schedules = kernel.assembly.ofType('AWS::Scheduler::Schedule');
  for (const { properties, stackName, logicalId } of schedules) {
    if (properties.State === 'ENABLED') {
      kernel.log(
        `${stackName}/${logicalId}: the schedule is ENABLED, but the local cloud fires no schedule by itself: fire it by hand`,
      );
    }
  }
  const createdAt = kernel.clock.now();
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
