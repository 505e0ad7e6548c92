import { chatParameterNames } from '@tlc-elt/contracts';
import { Duration, Validations } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { bundledLambda } from '../lambda.ts';
import type { ConcernStack } from '../stack.ts';

/**
 * Tells a chat whatever reaches the topic: a Lambda that posts to the webhook whose address a person has put into SSM. What
 * it cannot tell, or SNS cannot hand it, is kept in a queue, which an alarm watches.
 */
export function tellChat(stack: ConcernStack, topic: Topic, bundleDir: string): void {
  const { webhookUrl, notifierArn } = chatParameterNames(stack.config.stage);
  const queue = untold(stack);
  const notifier = bundledLambda(stack, 'Notifier', {
    functionName: stack.names.notifier,
    roleName: stack.names.roles.notifier,
    description: 'Tells a chat what the topic has',
    bundleDir,
    timeoutSeconds: 60,
    environment: { STAGE: stack.config.stage, WEBHOOK_URL_PARAMETER: webhookUrl },
    grants: [
      // The key of a SecureString is the account's aws/ssm: its policy lets in who may read the parameter.
      { actions: ['ssm:GetParameter'], resources: [stack.arnOf('ssm', `parameter${webhookUrl}`)] },
      { actions: ['sqs:SendMessage'], resources: [stack.arnOf('sqs', stack.untoldName)] },
    ],
    more: { onFailure: new SqsDestination(queue), retryAttempts: 2 },
  });
  topic.addSubscription(new LambdaSubscription(notifier, { deadLetterQueue: queue }));
  stack.publish('NotifierParameter', notifierArn, stack.arnOf('lambda', `function:${stack.names.notifier}`));
}

function untold(stack: ConcernStack): Queue {
  const queue = new Queue(stack, 'Untold', {
    queueName: stack.untoldName,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'it is the dead-letter queue itself: nothing consumes it but a person, whom an alarm calls',
  });
  return queue;
}
