import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { ConcernStack } from '../stack.ts';
import { alarmDefinitions } from './alarms.ts';
import { tellChat } from './chat.ts';
import { dashboard } from './dashboard.ts';
import { lineageSender } from './lineage-sender.ts';

/** Bundles of the functions that tell. */
interface FunctionDirs {
  readonly notifierDir: string;
  readonly lineageDir: string;
}

/** Who is told, of what, and where it can be seen: one topic, by mail and chat, alarms, a dashboard, an OpenLineage endpoint. */
export class ObservabilityStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { notifierDir, lineageDir }: FunctionDirs) {
    super(scope, 'observability', config);
    const topic = this.#topic();
    if (config.chat === 'webhook') tellChat(this, topic, notifierDir);
    const action = new SnsAction(topic);
    const alarms = alarmDefinitions(this).map(({ name, metric, threshold, description, silent }) => {
      const alarm = new Alarm(this, name, {
        alarmName: `${this.names.stateMachine}-${name}`,
        alarmDescription: description,
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        // A month that waits for its publication is healthy, and writes nothing.
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (!silent) alarm.addAlarmAction(action);
      return alarm;
    });
    dashboard(this, alarms);
    if (config.openLineageUrl !== undefined) lineageSender(this, config.openLineageUrl, lineageDir);
  }

  #topic(): Topic {
    const { account, notificationEmail } = this.config;
    // Not encrypted with alias/aws/sns: alarms could not reach it, and the policy of that key is fixed. It carries no rows.
    const topic = new Topic(this, 'Notifications', { topicName: this.names.topic, enforceSSL: true });
    for (const service of ['cloudwatch.amazonaws.com', 'events.amazonaws.com']) {
      topic.addToResourcePolicy(
        new PolicyStatement({
          actions: ['sns:Publish'],
          principals: [new ServicePrincipal(service)],
          resources: [topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': account } },
        }),
      );
    }
    if (notificationEmail) topic.addSubscription(new EmailSubscription(notificationEmail));
    return topic;
  }
}
