import type {
  Dimension,
  GetMetricDataInput,
  GetMetricStatisticsInput,
  ListMetricsInput,
  MetricDataQuery,
  MetricDatum,
} from '@aws-sdk/client-cloudwatch';
import type { Shape } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import type { Input } from '../../kernel/service.ts';
import type { Datum, MetricId, MetricStore } from './metric-store.ts';
import { buckets, STATISTICS } from './statistics.ts';

const invalid = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', message);

/** The metric that an input names. */
interface Named {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: Input<Dimension[]>;
}

const metricOf = ({ Namespace = '', MetricName = '', Dimensions = [] }: Named): MetricId => ({
  namespace: Namespace,
  name: MetricName,
  dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
});

/** A metric as it is listed. */
export const metricShape = ({ namespace, name, dimensions }: MetricId): Shape => ({
  Namespace: namespace,
  MetricName: name,
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
});

/** A datum that was put; throws on one that has no value. */
export function datumOf(Namespace: string, datum: Input<MetricDatum>, now: Date): Datum {
  const { Value, StatisticValues: set, Timestamp = now, Unit = 'None' } = datum;
  const kept = { ...metricOf({ ...datum, Namespace }), timestamp: Timestamp.getTime(), unit: Unit };
  if (set) return { ...kept, sum: set.Sum, count: set.SampleCount, min: set.Minimum, max: set.Maximum };
  if (Value === undefined || !Number.isFinite(Value))
    throw invalid(`The parameter Value of ${datum.MetricName} is no number.`);
  return { ...kept, sum: Value, count: 1, min: Value, max: Value };
}

/** Whether ListMetrics asks for a metric: each part that it names must be the metric's. */
export const isAsked =
  ({ Namespace, MetricName, Dimensions = [] }: Input<ListMetricsInput>) =>
  ({ namespace, name, dimensions }: MetricId): boolean =>
    (Namespace ?? namespace) === namespace &&
    (MetricName ?? name) === name &&
    Dimensions.every(
      ({ Name, Value }) =>
        Object.hasOwn(dimensions, Name) && (Value ?? dimensions[Name]) === dimensions[Name],
    );

function statisticNamed(name: string): (typeof STATISTICS)[string] {
  const statistic = Object.hasOwn(STATISTICS, name) ? STATISTICS[name] : undefined;
  if (statistic) return statistic;
  throw new NotSupported(`the statistic ${name}`, 'InvalidParameterValueException');
}

interface Range {
  readonly StartTime: Date;
  readonly EndTime: Date;
}

const rangeOf = ({ StartTime, EndTime }: Range, periodSeconds: number) => ({
  start: StartTime.getTime(),
  end: EndTime.getTime(),
  periodSeconds,
});

/** The answer of GetMetricStatistics. */
export function statistics(store: MetricStore, input: Input<GetMetricStatisticsInput>): Shape {
  const { Statistics: names = [], MetricName, Period } = input;
  const data = store.data(metricOf(input));
  const points = buckets(data, rangeOf(input, Period)).map((bucket) => ({
    Timestamp: new Date(bucket.start),
    ...Object.fromEntries(names.map((name) => [name, statisticNamed(name)(bucket)])),
    Unit: data[0]?.unit ?? 'None',
  }));
  return { Label: MetricName, Datapoints: points };
}

/** The result of one query of GetMetricData. */
export function queryResult(
  store: MetricStore,
  { Id, Label, MetricStat }: Input<MetricDataQuery>,
  input: Input<GetMetricDataInput>,
): Shape {
  if (MetricStat === undefined) throw invalid(`The query ${Id} has no MetricStat.`);
  const { Metric, Period, Stat } = MetricStat;
  const found = buckets(store.data(metricOf(Metric)), rangeOf(input, Period));
  if (input.ScanBy !== 'TimestampAscending') found.reverse();
  return {
    Id,
    Label: Label ?? Metric.MetricName,
    Timestamps: found.map(({ start }) => new Date(start)),
    Values: found.map(statisticNamed(Stat)),
    StatusCode: 'Complete',
  };
}
