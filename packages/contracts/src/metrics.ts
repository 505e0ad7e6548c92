/** Namespace of the metrics that jobs and Lambdas write in CloudWatch's embedded metric format. */
export const METRIC_NAMESPACE = 'tlc-elt';

/** Dimensions of every metric below; QuarantinedByRule has `Rule` as well. */
export const metricDimensions = ['Stage', 'Dataset'] as const;

/** Metric → unit, in CloudWatch's words. */
export const metrics = {
  SourceBytes: 'Bytes',
  SourceRows: 'Count',
  AcceptedRows: 'Count',
  QuarantinedRows: 'Count',
  /** Accepted rows beyond the first of those that are equal in every column. */
  DuplicateRows: 'Count',
  /** Percent of the source rows. */
  QuarantineShare: 'Percent',
  QuarantinedByRule: 'Count',
  LoadedRows: 'Count',
  IngestSeconds: 'Seconds',
  TransformSeconds: 'Seconds',
  LoadSeconds: 'Seconds',
  /** Runs that the trigger started. */
  MonthsStarted: 'Count',
  /** 1 where a month is past its deadline. */
  PublicationOverdue: 'Count',
  /** Days since the end of a month that waits for its publication, at each look. */
  MonthAgeDays: 'Count',
} as const;
export type MetricName = keyof typeof metrics;

/**
 * A log line in CloudWatch's embedded metric format: on stdout of a Lambda or job it becomes metrics.
 * "Specification: Embedded metric format", Amazon CloudWatch user guide.
 */
export function embeddedMetric(
  dimensions: Readonly<Record<(typeof metricDimensions)[number], string>>,
  values: Readonly<Partial<Record<MetricName, number>>>,
  at: Date,
): string {
  const names = Object.keys(values) as MetricName[];
  const directive = {
    Namespace: METRIC_NAMESPACE,
    Dimensions: [metricDimensions],
    Metrics: names.map((Name) => ({ Name, Unit: metrics[Name] })),
  };
  return JSON.stringify({
    _aws: { Timestamp: at.getTime(), CloudWatchMetrics: [directive] },
    ...dimensions,
    ...values,
  });
}
