import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const DEPLOYMENT = 'Custom::CDKBucketDeployment';

/** Says why the CDK's own function that copies scripts is as it is; cdk-nag would have it otherwise. */
export function explainDeployment(stack: Stack, bucket: string): void {
  const provider = stack.node.children.find(({ node }) => node.id.startsWith(DEPLOYMENT));
  if (!provider) throw new Error(`${stack.stackName} has no provider of bucket deployments`);
  const { account, region } = stack;
  const copies = 'it reads the assets of this deployment and writes the scripts bucket, objects of any name';
  const wildcards = [
    'Action::s3:GetBucket*',
    'Action::s3:GetObject*',
    'Action::s3:List*',
    'Action::s3:Abort*',
    'Action::s3:DeleteObject*',
    `Resource::arn:aws:s3:::${bucket}/*`,
    `Resource::arn:<AWS::Partition>:s3:::${bucket}/*`,
    `Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-${account}-${region}/*`,
  ];
  Validations.of(provider).acknowledge(
    ...wildcards.map((id) => ({ id: `AwsSolutions-IAM5[${id}]`, reason: copies })),
    {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: 'the role of the CDK provider is made by the CDK; the policy allows it to write logs',
    },
    {
      id: 'AwsSolutions-L1',
      reason: 'the CDK chooses the runtime of its provider and raises it with its releases',
    },
  );
}

/** Says why a job has no security configuration of its own. */
export function explainJob(job: IConstruct): void {
  Validations.of(job).acknowledge(
    {
      id: 'AwsSolutions-GL1',
      reason: 'CloudWatch encrypts its logs with a key of its own; they name months and counts, no rows',
    },
    { id: 'AwsSolutions-GL3', reason: 'job bookmarks are switched off: the ledger knows what was loaded' },
  );
}
