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
} as const;
export type MetricName = keyof typeof metrics;
