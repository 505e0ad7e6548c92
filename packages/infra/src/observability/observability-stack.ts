import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { ConcernStack } from '../stack.ts';

/** Who is told when a run ends badly: one topic, and an alarm for each way to end. */
export class ObservabilityStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'observability', config);
    const topic = new Topic(this, 'Notifications', { topicName: this.names.topic, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': config.account } },
      }),
    );
    const stateMachineArn = this.arnOf('states', `stateMachine:${this.names.stateMachine}`);
    for (const metricName of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']) {
      new Alarm(this, metricName, {
        alarmName: `${this.names.stateMachine}-${metricName}`,
        alarmDescription: 'A run did not load its month: `pnpm ops status`, then `pnpm ops logs MONTH`',
        metric: new Metric({
          namespace: 'AWS/States',
          metricName,
          dimensionsMap: { StateMachineArn: stateMachineArn },
          period: Duration.minutes(5),
          statistic: 'Sum',
        }),
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(topic));
    }
  }
}
