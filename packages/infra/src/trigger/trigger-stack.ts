import { SCHEDULE, TIME_ZONE } from '@tlc-elt/contracts';
import { Duration, Validations } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { bundledLambda } from '../lambda.ts';
import { serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';

/** What the schedule sends to the trigger; Scheduler fills the time in. */
const scheduleInput = ({ datasets, refresh }: StageConfig) => ({
  scheduled_time: '<aws.scheduler.scheduled-time>',
  datasets,
  ...(refresh ? { refresh: true } : {}),
});

/** The monthly schedule, and the Lambda that it calls. */
export class TriggerStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { bundleDir }: { bundleDir: string }) {
    super(scope, 'trigger', config);
    const functionArn = this.arnOf('lambda', `function:${this.names.trigger}`);
    const queue = new Queue(this, 'DeadLetters', {
      queueName: this.deadLettersName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'it is the dead-letter queue itself: nothing consumes it but a person, whom an alarm calls',
    });
    const queueArn = this.arnOf('sqs', this.deadLettersName);
    const trigger = bundledLambda(this, 'Trigger', {
      functionName: this.names.trigger,
      roleName: this.names.roles.trigger,
      description: 'Starts the run of the month that is due',
      bundleDir,
      timeoutSeconds: 60,
      environment: {
        STAGE: config.stage,
        STATE_MACHINE_ARN: this.stateMachineArn,
        PROCESSED_BUCKET: this.buckets.processed,
      },
      grants: [
        {
          actions: ['states:StartExecution', 'states:ListExecutions'],
          resources: [this.stateMachineArn],
        },
        { actions: ['s3:ListBucket'], resources: [`arn:aws:s3:::${this.buckets.processed}`] },
        { actions: ['sqs:SendMessage'], resources: [queueArn] },
      ],
      // The schedule's own dead letters are those that could not be delivered; these are those that failed.
      more: { onFailure: new SqsDestination(queue), retryAttempts: 2 },
    });
    const role = serviceRole(this, 'ScheduleRole', {
      roleName: this.names.roles.scheduler,
      description: 'The schedule calls the trigger',
      services: ['scheduler.amazonaws.com'],
      grants: [
        { actions: ['lambda:InvokeFunction'], resources: [functionArn] },
        { actions: ['sqs:SendMessage'], resources: [queueArn] },
      ],
    });
    const schedule = new CfnSchedule(this, 'Schedule', {
      name: this.names.schedule,
      description: `Once a month, the due month of ${config.datasets.join(', ')}`,
      scheduleExpression: SCHEDULE,
      scheduleExpressionTimezone: TIME_ZONE,
      state: config.scheduleEnabled ? 'ENABLED' : 'DISABLED',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(scheduleInput(config)),
        deadLetterConfig: { arn: queueArn },
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 10 },
      },
    });
    // Scheduler assumes the role when it makes the schedule, and refuses a role of the same second.
    schedule.node.addDependency(role, trigger);
    this.publish('TriggerParameter', this.parameters.triggerArn, functionArn);
    this.publish('ScheduleParameter', this.parameters.scheduleName, this.names.schedule);
  }
}
