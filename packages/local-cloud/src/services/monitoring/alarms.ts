import type { Resource } from '../../assembly/assembly.ts';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyOperation } from '../../kernel/legacy.ts';
import { optional } from '../input.ts';
import { page } from '../page.ts';

/** The members of an alarm that a template carries unchanged. */
const MEMBERS = [
  ...['AlarmDescription', 'OKActions', 'AlarmActions', 'InsufficientDataActions', 'MetricName', 'Namespace'],
  ...['Statistic', 'ExtendedStatistic', 'Dimensions', 'Unit', 'ComparisonOperator', 'TreatMissingData'],
  ...['EvaluateLowSampleCountPercentile', 'Metrics', 'ThresholdMetricId'],
];
const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];

function alarmShape({ physicalId, arn, properties }: Resource, since: Date): Shape {
  const numbers = NUMBERS.filter((name) => properties[name] !== undefined);
  return {
    AlarmName: physicalId,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: since,
    ActionsEnabled: properties.ActionsEnabled ?? true,
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: the local cloud lists alarms and evaluates none',
    StateUpdatedTimestamp: since,
    ...Object.fromEntries(MEMBERS.map((name) => [name, properties[name]])),
    ...Object.fromEntries(numbers.map((name) => [name, Number(properties[name])])),
  };
}

/** The template's alarms and dashboards; alarms are not evaluated. */
export function alarmOperations(kernel: Kernel): Record<string, LegacyOperation> {
  const since = kernel.clock.now();
  const alarms = kernel.assembly.ofType('AWS::CloudWatch::Alarm');
  const dashboards = kernel.assembly.ofType('AWS::CloudWatch::Dashboard');
  const arnOf = ({ physicalId }: Resource): string =>
    `arn:aws:cloudwatch::${kernel.accountId}:dashboard/${physicalId}`;
  const bodyOf = ({ properties }: Resource): string => String(properties.DashboardBody);
  return {
    DescribeAlarms: (input: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:DescribeAlarms', '*');
      const names = input.AlarmNames as string[] | undefined;
      const prefix = optional(input, 'AlarmNamePrefix') ?? '';
      const found = alarms.filter(
        ({ physicalId }) =>
          physicalId.startsWith(prefix) && (names === undefined || names.includes(physicalId)),
      );
      const state = optional(input, 'StateValue') ?? 'INSUFFICIENT_DATA';
      const { items, nextToken } = page(
        state === 'INSUFFICIENT_DATA' ? found : [],
        input.NextToken,
        Number(input.MaxRecords ?? 50),
      );
      return {
        MetricAlarms: items.map((alarm) => alarmShape(alarm, since)),
        CompositeAlarms: [],
        NextToken: nextToken,
      };
    },
    ListDashboards: (_: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:ListDashboards', '*');
      return {
        DashboardEntries: dashboards.map((dashboard) => ({
          DashboardName: dashboard.physicalId,
          DashboardArn: arnOf(dashboard),
          LastModified: since,
          Size: Buffer.byteLength(bodyOf(dashboard)),
        })),
      };
    },
    GetDashboard: (input: Shape, { caller }: Call) => {
      const dashboard = dashboards.find(({ physicalId }) => physicalId === input.DashboardName);
      if (!dashboard)
        throw new ServiceError(
          'ResourceNotFound',
          `Dashboard ${String(input.DashboardName)} does not exist`,
          404,
        );
      kernel.authorize(caller, 'cloudwatch:GetDashboard', arnOf(dashboard));
      return {
        DashboardArn: arnOf(dashboard),
        DashboardName: dashboard.physicalId,
        DashboardBody: bodyOf(dashboard),
      };
    },
  };
}
