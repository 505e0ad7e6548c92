import { partial, supported } from '../../support/operations.ts';
import type { ServiceSupport } from '../../support/types.ts';

/** What CloudWatch does here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon CloudWatch',
  signingName: 'monitoring',
  protocol: 'RPC v2 CBOR, JSON 1.0 and query, as each client has it',
  operations: {
    ...supported('ListMetrics', 'ListDashboards', 'GetDashboard'),
    PutMetricData: partial('Value and StatisticValues; Values with Counts are refused'),
    GetMetricData: partial('MetricStat; expressions are refused'),
    GetMetricStatistics: partial('Sum, Average, Minimum, Maximum, SampleCount; percentiles are refused'),
    DescribeAlarms: partial('metric alarms; none is evaluated'),
  },
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
