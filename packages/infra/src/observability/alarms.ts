import { datasetOf, METRIC_NAMESPACE, type MetricName } from '@tlc-elt/contracts';
import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ConcernStack } from '../stack.ts';

/** An alarm: what is measured, from when on it is bad, and what a person does. */
export interface AlarmDefinition {
  readonly name: string;
  readonly metric: IMetric;
  /** Reached or passed: alarm. */
  readonly threshold: number;
  readonly description: string;
  /** Seen on the dashboard only: a message of the run itself has told already. */
  readonly silent?: boolean;
}

/** A metric that jobs and Lambdas write. */
export const ownMetric = (
  stage: string,
  dataset: string,
  metricName: MetricName,
  statistic: 'Sum' | 'Maximum',
  period: Duration,
): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { Stage: stage, Dataset: dataset },
    statistic,
    period,
    label: `${dataset} ${metricName}`,
  });

const DAY = Duration.days(1);
const FIVE_MINUTES = Duration.minutes(5);

function runAlarms(stack: ConcernStack): AlarmDefinition[] {
  const ended = (metricName: string, how: string): AlarmDefinition => ({
    name: metricName,
    metric: new Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: stack.stateMachineArn },
      period: FIVE_MINUTES,
      statistic: 'Sum',
    }),
    threshold: 1,
    description: `A run ${how}: \`pnpm ops status\`, then \`pnpm ops logs MONTH\``,
    silent: true,
  });
  return [
    ended('ExecutionsFailed', 'failed'),
    ended('ExecutionsTimedOut', 'timed out'),
    ended('ExecutionsAborted', 'was stopped'),
  ];
}

function dataAlarms({ config }: ConcernStack): AlarmDefinition[] {
  const { stage } = config;
  return config.datasets
    .map(datasetOf)
    .flatMap(({ dataset, quarantineLimits, staleDays, publicationDeadlineDays }) => [
      {
        name: `PublicationOverdue-${dataset}`,
        metric: ownMetric(stage, dataset, 'PublicationOverdue', 'Maximum', DAY),
        threshold: 1,
        description: `A ${dataset} month is not published ${publicationDeadlineDays} days after its end: look at the publisher's page, then \`pnpm ops run MONTH\``,
      },
      {
        name: `QuarantineShare-${dataset}`,
        metric: ownMetric(stage, dataset, 'QuarantineShare', 'Maximum', DAY),
        threshold: quarantineLimits.maxShare * 100,
        description: `Far more ${dataset} rows than usual were rejected: \`pnpm ops quarantine MONTH\``,
      },
      {
        name: `MonthStale-${dataset}`,
        metric: ownMetric(stage, dataset, 'MonthAgeDays', 'Maximum', DAY),
        threshold: staleDays,
        description: `A ${dataset} month waits for its publication longer than any did before: look at the publisher's page`,
      },
    ]);
}

function warehouseAlarm({ names, config }: ConcernStack): AlarmDefinition {
  const computeSeconds = new Metric({
    // RPU-seconds: "Compute metrics", Amazon Redshift management guide.
    namespace: 'AWS/Redshift-Serverless',
    metricName: 'ComputeSeconds',
    dimensionsMap: { Workgroup: names.workgroup },
    statistic: 'Sum',
    period: DAY,
  });
  return {
    name: 'RpuHours',
    metric: new MathExpression({
      expression: 'seconds / 3600',
      usingMetrics: { seconds: computeSeconds },
      period: DAY,
      label: 'RPU-hours',
    }),
    threshold: Math.max(1, Math.round(config.rpuHoursPerMonth / 10)),
    description: `A day took over a tenth of the month's ${config.rpuHoursPerMonth} RPU-hours: \`pnpm ops cost\`, and who queries what in SYS_QUERY_HISTORY`,
  };
}

function lambdaAlarms({ names, config }: ConcernStack): AlarmDefinition[] {
  const functions = {
    CheckSource: names.checkSource,
    Trigger: names.trigger,
    ...(config.openLineageUrl === undefined ? {} : { LineageSender: names.lineageSender }),
  };
  return Object.entries(functions).map(([name, functionName]) => ({
    name: `Errors-${name}`,
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Errors',
      dimensionsMap: { FunctionName: functionName },
      statistic: 'Sum',
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    description: `The function ${functionName} failed: its log group is /aws/lambda/${functionName}`,
  }));
}

function deadLetterAlarm({ deadLettersName }: ConcernStack): AlarmDefinition {
  return {
    name: 'DeadLetters',
    metric: new Metric({
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensionsMap: { QueueName: deadLettersName },
      statistic: 'Maximum',
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    description: `A month was not started: read the queue ${deadLettersName}, then \`pnpm ops run MONTH\``,
  };
}

/** There only where a chat is told: a stage without one has no such queue. */
const chatAlarms = ({ config, untoldName }: ConcernStack): AlarmDefinition[] =>
  config.chat === 'none'
    ? []
    : [
        {
          name: 'DeadLetters-Notifier',
          metric: new Metric({
            namespace: 'AWS/SQS',
            metricName: 'ApproximateNumberOfMessagesVisible',
            dimensionsMap: { QueueName: untoldName },
            statistic: 'Maximum',
            period: FIVE_MINUTES,
          }),
          threshold: 1,
          description: `The chat was not told: read the queue ${untoldName}, and look at its webhook`,
        },
      ];

/** Every alarm of a stage. */
export const alarmDefinitions = (stack: ConcernStack): readonly AlarmDefinition[] => [
  ...runAlarms(stack),
  ...dataAlarms(stack),
  warehouseAlarm(stack),
  ...lambdaAlarms(stack),
  deadLetterAlarm(stack),
  ...chatAlarms(stack),
];
