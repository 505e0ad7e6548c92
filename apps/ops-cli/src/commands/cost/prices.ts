/** List prices in US dollars; what else AWS charges (free tiers, savings plans, taxes) is left out. */
export const prices = {
  region: 'us-east-1',
  /** When the numbers were written down; the pages below could not be opened then. Change numbers and date together. */
  asOf: '2026-11-25',
  glueDpuHour: { usd: 0.44, source: 'https://aws.amazon.com/glue/pricing/' },
  redshiftRpuHour: { usd: 0.375, source: 'https://aws.amazon.com/redshift/pricing/' },
  redshiftGbMonth: { usd: 0.024, source: 'https://aws.amazon.com/redshift/pricing/' },
  lambdaGbSecondArm: { usd: 0.0000133334, source: 'https://aws.amazon.com/lambda/pricing/' },
  lambdaRequest: { usd: 0.0000002, source: 'https://aws.amazon.com/lambda/pricing/' },
  stateTransition: { usd: 0.000025, source: 'https://aws.amazon.com/step-functions/pricing/' },
  s3GbMonth: { usd: 0.023, source: 'https://aws.amazon.com/s3/pricing/' },
  s3Write: { usd: 0.000005, source: 'https://aws.amazon.com/s3/pricing/' },
  alarmMonth: { usd: 0.1, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  /** Of custom metrics; only hours that have a value count. */
  metricHour: { usd: 0.3 / 730, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  logGb: { usd: 0.5, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  /** Beyond an account's first three. */
  dashboardMonth: { usd: 3, source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  secretMonth: { usd: 0.4, source: 'https://aws.amazon.com/secrets-manager/pricing/' },
  schedulerInvocation: { usd: 0.000001, source: 'https://aws.amazon.com/eventbridge/pricing/' },
  mail: { usd: 0.00002, source: 'https://aws.amazon.com/sns/pricing/' },
} as const;

/** Seconds that a Glue job run is billed for at least. */
export const GLUE_LEAST_SECONDS = 60;
/** Seconds that a statement wakes an idle Redshift Serverless workgroup for at least. */
export const REDSHIFT_LEAST_SECONDS = 60;
