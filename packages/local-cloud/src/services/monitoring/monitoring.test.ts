import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetDashboardCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterValueException,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

describe('CloudWatch', () => {
  let cloud: TemplateCloud;
  let client: CloudWatchClient;
  const at = new Date('2026-01-02T03:04:00Z');
  const day = { StartTime: new Date('2026-01-02T00:00:00Z'), EndTime: new Date('2026-01-03T00:00:00Z') };
  const dimensions = [{ Name: 'Stage', Value: 'dev' }];

  beforeAll(async () => {
    cloud = await templateCloud({
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: 'failed',
          Namespace: 'Acme',
          MetricName: 'Rows',
          Statistic: 'Sum',
          Period: 300,
          EvaluationPeriods: 1,
          Threshold: 0,
          ComparisonOperator: 'GreaterThanThreshold',
        },
      },
      Board: {
        Type: 'AWS::CloudWatch::Dashboard',
        Properties: { DashboardName: 'board', DashboardBody: '{}' },
      },
    });
    client = new CloudWatchClient(cloud.client);
  });
  afterAll(() => cloud?.stop());

  test('keeps what is put, and gives it back by period, also after a restart', async () => {
    const data = [1, 2.5].map((Value) => ({
      MetricName: 'Rows',
      Value,
      Dimensions: dimensions,
      Timestamp: at,
      Unit: 'Count' as const,
    }));
    await client.send(new PutMetricDataCommand({ Namespace: 'Acme', MetricData: data }));
    cloud = await cloud.restart();
    client = new CloudWatchClient(cloud.client);
    const { MetricDataResults } = await client.send(
      new GetMetricDataCommand({
        ...day,
        MetricDataQueries: [
          {
            Id: 'q',
            MetricStat: {
              Metric: { Namespace: 'Acme', MetricName: 'Rows', Dimensions: dimensions },
              Period: 300,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        ...day,
        Namespace: 'Acme',
        MetricName: 'Rows',
        Dimensions: dimensions,
        Period: 3600,
        Statistics: ['Average', 'SampleCount'],
      }),
    );
    expect([MetricDataResults, Datapoints]).toEqual([
      [
        {
          Id: 'q',
          Label: 'Rows',
          StatusCode: 'Complete',
          Timestamps: [new Date('2026-01-02T03:00:00Z')],
          Values: [3.5],
        },
      ],
      [{ Timestamp: new Date('2026-01-02T03:00:00Z'), Average: 1.75, SampleCount: 2, Unit: 'Count' }],
    ]);
  });

  test.each([
    ['Embedded', ''],
    ['EmbeddedByConsole', '2026-01-02T03:04:05.678Z\t00000000-0000-0000-0000-000000000000\tINFO\t'],
  ])('takes metrics out of embedded log lines: %s', async (Namespace, prefix) => {
    const line = {
      _aws: {
        Timestamp: at.getTime(),
        CloudWatchMetrics: [
          { Namespace, Dimensions: [['Stage']], Metrics: [{ Name: 'Bytes', Unit: 'Bytes' }] },
        ],
      },
      Stage: 'dev',
      Bytes: 12,
    };
    cloud.cloud.kernel.offers.logs?.append('group', 'stream', [
      { timestamp: at.getTime(), message: `${prefix}${JSON.stringify(line)}` },
    ]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace }));
    expect(Metrics).toEqual([{ Namespace, MetricName: 'Bytes', Dimensions: dimensions }]);
  });

  test('lists alarms and dashboards of the template', async () => {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({}));
    const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: 'board' }));
    expect([
      MetricAlarms.map(({ AlarmName, StateValue, Threshold }) => [AlarmName, StateValue, Threshold]),
      DashboardBody,
    ]).toEqual([[['failed', 'INSUFFICIENT_DATA', 0]], '{}']);
  });

  test('refuses a statistic that it does not know, as the modelled exception', async () => {
    const asked = new GetMetricStatisticsCommand({
      ...day,
      Namespace: 'A',
      MetricName: 'B',
      Period: 60,
      Statistics: ['p99' as 'Sum'],
    });
    await expect(client.send(asked)).rejects.toThrow(InvalidParameterValueException);
  });
});
