import type { Resource } from '../../assembly/assembly.ts';
import type { Shape } from '../../aws/call.ts';

/** The members of an alarm that a template carries unchanged. */
const MEMBERS = [
  'AlarmDescription',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Unit',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
  'ThresholdMetricId',
];
const NUMBERS = ['Period', 'EvaluationPeriods', 'DatapointsToAlarm', 'Threshold'];

/** An alarm as DescribeAlarms gives it. */
export interface Alarm extends Shape {
  readonly AlarmName: string;
  readonly StateValue: string;
}

/** Reads a template's alarm; it is never evaluated. */
export function alarmOf({ physicalId, arn, properties }: Resource, since: Date): Alarm {
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
