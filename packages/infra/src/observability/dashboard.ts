import { type MetricName, metrics } from '@tlc-elt/contracts';
import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { ConcernStack } from '../stack.ts';
import { alarmDefinitions, ownMetric } from './alarms.ts';

const DAY = Duration.days(1);

/** Metrics of the contract that have one of the units, as they are summed over a day. */
function withUnit(stack: ConcernStack, ...units: string[]): IMetric[] {
  const names = Object.entries(metrics).filter(([, unit]) => units.includes(unit));
  return stack.config.datasets.flatMap((dataset) =>
    names.map(([name]) => ownMetric(stack.config.stage, dataset, name as MetricName, 'Sum', DAY)),
  );
}

/** What a stage did and how it is: alarms, rows, seconds, bytes, RPU-hours. */
export function dashboard(stack: ConcernStack, alarms: readonly IAlarm[]): Dashboard {
  const alarmMetrics = (start: string): IMetric[] =>
    alarmDefinitions(stack)
      .filter(({ name }) => name.startsWith(start))
      .map(({ metric }) => metric);
  const graph = (title: string, left: readonly IMetric[]): GraphWidget =>
    new GraphWidget({ title, left: [...left], width: 12 });
  return new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.ownPrefix,
    defaultInterval: Duration.days(90),
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24 })],
      [graph('Rows and months', withUnit(stack, 'Count')), graph('Seconds', withUnit(stack, 'Seconds'))],
      [
        graph('Source bytes', withUnit(stack, 'Bytes')),
        graph('Quarantined, percent', withUnit(stack, 'Percent')),
      ],
      [
        graph('Runs that ended badly', alarmMetrics('Executions')),
        graph('RPU-hours a day', alarmMetrics('RpuHours')),
      ],
    ],
  });
}
