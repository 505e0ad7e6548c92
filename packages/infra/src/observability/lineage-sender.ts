import { lineageApiKeyParameter } from '@tlc-elt/contracts';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { bundledLambda } from '../lambda.ts';
import type { Grant } from '../role.ts';
import type { ConcernStack } from '../stack.ts';

/** The Lambda that tells an OpenLineage endpoint of every run, when it begins and when it ends, and the rule that calls it. */
export function lineageSender(stack: ConcernStack, url: string, bundleDir: string): void {
  const { names, buckets, config } = stack;
  const sender = bundledLambda(stack, 'LineageSender', {
    functionName: names.lineageSender,
    roleName: names.roles.lineageSender,
    description: 'Posts what a run read and wrote to an OpenLineage endpoint',
    bundleDir,
    // One event is tried four times, ten seconds each.
    timeoutSeconds: 120,
    environment: {
      OPENLINEAGE_URL: url,
      API_KEY_PARAMETER: lineageApiKeyParameter(config.stage),
      RAW_BUCKET: buckets.raw,
      PROCESSED_BUCKET: buckets.processed,
      WORKGROUP: names.workgroup,
      DATABASE: names.database,
    },
    grants: grants(stack),
    more: { retryAttempts: 2 },
  });
  new Rule(stack, 'LineageRule', {
    ruleName: names.lineageSender,
    description: 'An execution began, was redriven, or ended',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [stack.stateMachineArn] },
    },
    targets: [new LambdaFunction(sender)],
  });
}

/** What it reads: the history of the run, and the documents that its jobs left. */
function grants(stack: ConcernStack): Grant[] {
  const { names, buckets, config } = stack;
  const objects = (bucket: string, ...names: string[]): string[] =>
    names.map((name) => `arn:aws:s3:::${bucket}/${name}`);
  return [
    {
      actions: ['states:DescribeExecution', 'states:GetExecutionHistory'],
      resources: [stack.arnOf('states', `execution:${names.stateMachine}:*`)],
      because: 'every execution of the one workflow',
    },
    {
      actions: ['ssm:GetParameter'],
      resources: [stack.arnOf('ssm', `parameter${lineageApiKeyParameter(config.stage)}`)],
    },
    {
      actions: ['s3:GetObject'],
      resources: [
        ...objects(buckets.raw, '*/raw-manifest.json'),
        ...objects(buckets.processed, '*/transform-report.json', '*/profile.json', 'ledger/*'),
      ],
      because: 'documents of each run, named by dataset, month, run and attempt; no rows',
    },
    // an absent document answers 404 only to who may list
    {
      actions: ['s3:ListBucket'],
      resources: [buckets.raw, buckets.processed].map((bucket) => `arn:aws:s3:::${bucket}`),
    },
  ];
}
