import type { GetScheduleInput } from '@aws-sdk/client-scheduler';
import { arnOf, INERT, inertType, named, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { fireSchedule } from './fire.ts';
import type { Schedule } from './schedule.ts';
import { Schedules } from './schedules.ts';

const summary = ({ createdAt }: Schedules, { name, arn, properties }: Schedule): Shape => ({
  Name: name,
  Arn: arn,
  GroupName: properties.GroupName ?? 'default',
  State: properties.State ?? 'ENABLED',
  CreationDate: createdAt,
  LastModificationDate: createdAt,
});

const operations: Readonly<Record<string, Operation<Schedules>>> = {
  ListSchedules: {
    takes: [],
    run: (schedules, _, { caller }) => {
      schedules.kernel.authorize(caller, 'scheduler:ListSchedules', '*');
      return {
        Schedules: schedules.deployed.all().map((schedule) => ({
          ...summary(schedules, schedule),
          Target: { Arn: (schedule.properties.Target as Shape).Arn },
        })),
      };
    },
  },
  GetSchedule: {
    takes: ['Name', 'GroupName'],
    run: (schedules, { Name, GroupName = 'default' }: Input<GetScheduleInput>, { caller }) => {
      const schedule = schedules.deployed.get(Name);
      if (!schedule || (schedule.properties.GroupName ?? 'default') !== GroupName)
        throw new ServiceError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404);
      schedules.kernel.authorize(caller, 'scheduler:GetSchedule', schedule.arn);
      const { ScheduleExpression, ScheduleExpressionTimezone = 'UTC' } = schedule.properties;
      const { FlexibleTimeWindow, Target, Description } = schedule.properties;
      return {
        ...summary(schedules, schedule),
        ScheduleExpression,
        ScheduleExpressionTimezone,
        FlexibleTimeWindow,
        Target,
        Description,
      };
    },
  },
};

const resources: Readonly<Record<string, ResourceType<Schedules>>> = {
  'AWS::Scheduler::Schedule': {
    works: [
      'Name',
      'GroupName',
      'State',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'FlexibleTimeWindow',
      'Target',
      'Description',
      'StartDate',
      'EndDate',
    ],
    inert: { KmsKeyArn: INERT.encryption },
    identify: named('Name', (name, naming) =>
      arnOf('scheduler', naming, `schedule/${naming.text('GroupName') ?? 'default'}/${name}`),
    ),
    handlers: held((schedules) => schedules.deployed),
  },
  'AWS::Scheduler::ScheduleGroup': inertType(
    'names schedules, nothing more',
    named('Name', (name, naming) => arnOf('scheduler', naming, `schedule-group/${name}`)),
  ),
};

/** EventBridge Scheduler: schedules can be read, and fire at their times or by hand. */
export const scheduler: Service<Schedules> = {
  name: 'scheduler',
  title: 'Amazon EventBridge Scheduler',
  state: (kernel) => new Schedules(kernel),
  operations,
  resources,
  offers: ({ kernel, deployed }) => ({
    fire: async (name, at) => {
      const schedule = deployed.get(name);
      if (schedule) return fireSchedule(kernel, schedule, at);
      return { schedule: name, target: '', delivered: false, error: `Schedule ${name} does not exist.` };
    },
  }),
  start: (schedules) => schedules.start(),
  stop: (schedules) => schedules.stop(),
  refused: {
    'CreateSchedule, UpdateSchedule, DeleteSchedule, groups': 'UnknownOperationException',
    'two schedules with one name, also in different groups': 'refused when the template is loaded',
    'targets but SQS, SNS, Lambda, Step Functions, EventBridge, Logs; universal targets (aws-sdk)':
      'refused when the template is loaded',
  },
  differences: [
    'Schedules fire to the second, at the beginning of a flexible time window; AWS has a precision of 60 seconds.',
    'What cannot be delivered goes to the dead-letter queue at once; RetryPolicy is not carried out.',
    'Times that pass while the local cloud does not run are past; after a laptop slept, a schedule fires once.',
    'Cron fields that AWS’s guides do not describe (LW, L-3, ranges that go down) are refused when the template is loaded.',
    '`pnpm local fire NAME` does what the schedule would, at any time, also where it is DISABLED.',
  ],
};
