import type {
  DescribeAlarmsInput,
  GetDashboardInput,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  ListDashboardsInput,
  ListMetricsInput,
  PutMetricDataInput,
} from '@aws-sdk/client-cloudwatch';
import { arnOf, named, type ResourceType } from '../../assembly/resource-type.ts';
import { ServiceError } from '../../aws/errors.ts';
import { held } from '../../kernel/deployed.ts';
import type { Input, Operation, Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { CloudWatch } from './cloudwatch.ts';
import { datumOf, isAsked, metricShape, queryResult, statistics } from './metrics.ts';

/** Largest page of ListMetrics. */
const PAGE = 500;

const operations: Readonly<Record<string, Operation<CloudWatch>>> = {
  PutMetricData: {
    takes: [
      'Namespace',
      ...['MetricName', 'Dimensions', 'Timestamp', 'Value', 'StatisticValues', 'Unit'].map(
        (name) => `MetricData.${name}`,
      ),
    ],
    inert: { 'MetricData.StorageResolution': 'every value is kept with its own time' },
    note: 'Value and StatisticValues; Values with Counts are refused',
    run: (state, { Namespace, MetricData = [] }: Input<PutMetricDataInput>, call) => {
      state.authorize(call, '*', { 'cloudwatch:namespace': Namespace });
      state.metrics.put(MetricData.map((datum) => datumOf(Namespace, datum, state.now())));
      return {};
    },
  },
  ListMetrics: {
    takes: ['Namespace', 'MetricName', 'Dimensions', 'NextToken'],
    run: (state, input: Input<ListMetricsInput>, call) => {
      state.authorize(call);
      const { items, nextToken } = page(state.metrics.list().filter(isAsked(input)), input.NextToken, PAGE);
      return { Metrics: items.map(metricShape), NextToken: nextToken };
    },
  },
  GetMetricStatistics: {
    takes: ['Namespace', 'MetricName', 'Dimensions', 'StartTime', 'EndTime', 'Period', 'Statistics'],
    note: 'Sum, Average, Minimum, Maximum, SampleCount; percentiles are refused',
    run: (state, input: Input<GetMetricStatisticsInput>, call) => {
      state.authorize(call);
      return statistics(state.metrics, input);
    },
  },
  GetMetricData: {
    takes: [
      'StartTime',
      'EndTime',
      'ScanBy',
      ...['Id', 'Label', 'ReturnData', 'MetricStat.Metric', 'MetricStat.Period', 'MetricStat.Stat'].map(
        (name) => `MetricDataQueries.${name}`,
      ),
    ],
    note: 'MetricStat; expressions are refused',
    run: (state, input: Input<GetMetricDataInput>, call) => {
      state.authorize(call);
      const queries = input.MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false);
      const results = queries.map((query) => queryResult(state.metrics, query, input));
      return { MetricDataResults: results, Messages: [] };
    },
  },
  DescribeAlarms: {
    takes: ['AlarmNames', 'AlarmNamePrefix', 'AlarmTypes', 'StateValue', 'MaxRecords', 'NextToken'],
    note: 'metric alarms; none is evaluated',
    run: (state, input: Input<DescribeAlarmsInput>, call) => {
      state.authorize(call);
      const { AlarmNames, AlarmNamePrefix = '', AlarmTypes, StateValue, MaxRecords = 50, NextToken } = input;
      const asked = state.alarms
        .all()
        .filter(
          (alarm) =>
            alarm.AlarmName.startsWith(AlarmNamePrefix) &&
            (AlarmNames?.includes(alarm.AlarmName) ?? true) &&
            (AlarmTypes?.includes('MetricAlarm') ?? true) &&
            (StateValue ?? alarm.StateValue) === alarm.StateValue,
        );
      const { items, nextToken } = page(asked, NextToken, MaxRecords);
      return { MetricAlarms: items, CompositeAlarms: [], NextToken: nextToken };
    },
  },
  ListDashboards: {
    takes: ['DashboardNamePrefix'],
    run: (state, { DashboardNamePrefix = '' }: Input<ListDashboardsInput>, call) => {
      state.authorize(call);
      const asked = state.dashboards.all().filter(({ name }) => name.startsWith(DashboardNamePrefix));
      return {
        DashboardEntries: asked.map(({ name, arn, body, changedAt }) => ({
          DashboardName: name,
          DashboardArn: arn,
          LastModified: changedAt,
          Size: Buffer.byteLength(body),
        })),
      };
    },
  },
  GetDashboard: {
    takes: ['DashboardName'],
    run: (state, { DashboardName }: Input<GetDashboardInput>, call) => {
      const dashboard = state.dashboards.get(DashboardName);
      if (!dashboard)
        throw new ServiceError('ResourceNotFound', `Dashboard ${DashboardName} does not exist`, 404);
      const { arn, name, body } = dashboard;
      state.authorize(call, arn);
      return { DashboardArn: arn, DashboardName: name, DashboardBody: body };
    },
  },
};

const LISTED = { works: 'all', inert: {}, because: 'listed, never evaluated' } as const;

const resources: Readonly<Record<string, ResourceType<CloudWatch>>> = {
  'AWS::CloudWatch::Alarm': {
    ...LISTED,
    identify: named('AlarmName', (name, naming) => arnOf('cloudwatch', naming, `alarm:${name}`)),
    handlers: held(({ alarms }) => alarms),
  },
  'AWS::CloudWatch::Dashboard': {
    ...LISTED,
    identify: ({ text, ownName }) => ({ ref: text('DashboardName') ?? ownName }),
    handlers: held(({ dashboards }) => dashboards),
  },
};

/** CloudWatch: metrics, and the alarms and dashboards of the stacks. */
export const monitoring: Service<CloudWatch> = {
  name: 'monitoring',
  title: 'Amazon CloudWatch',
  state: (kernel) => new CloudWatch(kernel),
  operations,
  resources,
  offers: (state) => state,
  ownErrors: { ValidationException: ['InvalidParameterValueException', 400] },
  refused: {
    'metric math, percentiles, Values with Counts': 'InvalidParameterValueException',
    'everything that changes alarms or dashboards': 'UnknownOperationException',
  },
  differences: [
    'Metrics come from PutMetricData and from log lines in the embedded metric format; services put none of their own.',
    'Alarms stay in INSUFFICIENT_DATA and call nobody.',
    'Metrics stay until `reset`.',
  ],
};
