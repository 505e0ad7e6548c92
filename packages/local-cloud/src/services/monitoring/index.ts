import { join } from 'node:path';
import type { Call, Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyOperation, LegacyService } from '../../kernel/legacy.ts';
import { page } from '../page.ts';
import { alarmOperations } from './alarms.ts';
import { createHandler } from './http.ts';
import { type Datum, type MetricId, MetricStore } from './metric-store.ts';
import { buckets, STATISTICS } from './statistics.ts';

interface Dimension {
  readonly Name: string;
  readonly Value?: string;
}

const dimensionsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(((value ?? []) as Dimension[]).map(({ Name, Value = '' }) => [Name, Value]));
const dimensionShapes = (dimensions: Readonly<Record<string, string>>): Shape[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** Times come as Dates (CBOR), epoch seconds (JSON) or text (query). */
function millis(value: unknown, name: string): number {
  const time =
    value instanceof Date
      ? value.getTime()
      : typeof value === 'number'
        ? value * 1000
        : Date.parse(String(value));
  if (value !== undefined && !Number.isNaN(time)) return time;
  throw new ServiceError('InvalidParameterValueException', `The parameter ${name} is no timestamp.`);
}

/** Largest page of ListMetrics. */
const PAGE = 500;

/** CloudWatch: metrics that were put or came embedded in log lines; alarms and dashboards of the template. */
export function createMonitoring(kernel: Kernel): LegacyService {
  const store = new MetricStore(join(kernel.dataDir('monitoring'), 'metrics.jsonl'));
  kernel.offers.monitoring = {
    put: (namespace, data) =>
      store.put(
        data.map(({ value, unit = 'None', ...datum }) => ({
          namespace,
          unit,
          ...datum,
          sum: value,
          count: 1,
          min: value,
          max: value,
        })),
      ),
  };
  const operations: Record<string, LegacyOperation> = {
    ...alarmOperations(kernel),
    PutMetricData: (input: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:PutMetricData', '*', {
        'cloudwatch:namespace': String(input.Namespace),
      });
      const now = kernel.clock.now().getTime();
      store.put(
        ((input.MetricData ?? []) as Shape[]).map((item) => datumOf(String(input.Namespace), item, now)),
      );
      return {};
    },
    ListMetrics: (input: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:ListMetrics', '*');
      const { items, nextToken } = page(store.list().filter(wanted(input)), input.NextToken, PAGE);
      return {
        Metrics: items.map(({ namespace, name, dimensions }) => ({
          Namespace: namespace,
          MetricName: name,
          Dimensions: dimensionShapes(dimensions),
        })),
        NextToken: nextToken,
      };
    },
    GetMetricStatistics: (input: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:GetMetricStatistics', '*');
      return statistics(store, input);
    },
    GetMetricData: (input: Shape, { caller }: Call) => {
      kernel.authorize(caller, 'cloudwatch:GetMetricData', '*');
      const queries = (input.MetricDataQueries ?? []) as Shape[];
      return { MetricDataResults: queries.map((query) => result(store, query, input)), Messages: [] };
    },
  };
  return {
    signingName: 'monitoring',
    ownErrors: {
      ValidationException: ['InvalidParameterValueException', 400],
    },
    protocol: { kind: 'raw', body: 'whole', handle: createHandler(operations) },
    operations,
  };
}

function datumOf(namespace: string, item: Shape, now: number): Datum {
  if (item.Values !== undefined) throw new NotSupported('PutMetricData with Values and Counts');
  const set = item.StatisticValues as Record<string, unknown> | undefined;
  const value = Number(item.Value);
  if (!set && Number.isNaN(value))
    throw new ServiceError(
      'InvalidParameterValueException',
      'The parameter MetricData.member.1.Value is no number.',
    );
  return {
    namespace,
    name: String(item.MetricName),
    dimensions: dimensionsOf(item.Dimensions),
    timestamp: item.Timestamp === undefined ? now : millis(item.Timestamp, 'Timestamp'),
    unit: String(item.Unit ?? 'None'),
    ...(set
      ? {
          sum: Number(set.Sum),
          count: Number(set.SampleCount),
          min: Number(set.Minimum),
          max: Number(set.Maximum),
        }
      : { sum: value, count: 1, min: value, max: value }),
  };
}

const wanted =
  ({ Namespace, MetricName, Dimensions }: Shape) =>
  ({ namespace, name, dimensions }: MetricId): boolean =>
    (Namespace === undefined || Namespace === namespace) &&
    (MetricName === undefined || MetricName === name) &&
    ((Dimensions ?? []) as Dimension[]).every(
      ({ Name, Value }) =>
        dimensions[Name] !== undefined && (Value === undefined || dimensions[Name] === Value),
    );

function statisticNamed(name: unknown): (typeof STATISTICS)[string] {
  const statistic = STATISTICS[String(name)];
  if (statistic) return statistic;
  throw new NotSupported(`the statistic ${String(name)}`, 'InvalidParameterValueException');
}

const range = (input: Shape, period: unknown) => ({
  start: millis(input.StartTime, 'StartTime'),
  end: millis(input.EndTime, 'EndTime'),
  periodSeconds: Number(period ?? 60),
});

function statistics(store: MetricStore, input: Shape): Shape {
  const names = (input.Statistics ?? []) as string[];
  for (const name of names) statisticNamed(name);
  const data = store.data({
    namespace: String(input.Namespace),
    name: String(input.MetricName),
    dimensions: dimensionsOf(input.Dimensions),
  });
  const points = buckets(data, range(input, input.Period)).map((bucket) => ({
    Timestamp: new Date(bucket.start),
    ...Object.fromEntries(names.map((name) => [name, statisticNamed(name)(bucket)])),
    Unit: data[0]?.unit ?? 'None',
  }));
  return { Label: String(input.MetricName), Datapoints: points };
}

function result(store: MetricStore, query: Shape, input: Shape): Shape {
  if (query.Expression !== undefined)
    throw new NotSupported('GetMetricData with an Expression', 'InvalidParameterValueException');
  const { Metric, Period, Stat } = query.MetricStat as { Metric: Shape; Period: unknown; Stat: unknown };
  const statistic = statisticNamed(Stat);
  const name = String(Metric.MetricName);
  const data = store.data({
    namespace: String(Metric.Namespace),
    name,
    dimensions: dimensionsOf(Metric.Dimensions),
  });
  const found = buckets(data, range(input, Period));
  if (input.ScanBy !== 'TimestampAscending') found.reverse();
  return {
    Id: query.Id,
    Label: query.Label ?? name,
    Timestamps: found.map(({ start }) => new Date(start)),
    Values: found.map(statistic),
    StatusCode: 'Complete',
  };
}
