import type { PolicyDocument, Statement } from './policy.ts';

const allow = (Action: readonly string[], Resource: string | readonly string[] = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const document = (...statements: Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

const writeLogs = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

/** `service:Get*` and so on. */
const on = (service: string, ...names: string[]): string[] => names.map((name) => `${service}:${name}`);

/** What ReadOnlyAccess allows of the services that are served here. */
const readOnly = {
  cloudformation: on(
    'cloudformation',
    ...['Describe*', 'Detect*', 'EstimateTemplateCost', 'Get*', 'List*', 'ValidateTemplate'],
  ),
  cloudwatch: on('cloudwatch', 'Describe*', 'Get*', 'List*'),
  ec2: on('ec2', 'Describe*', 'Get*'),
  ecr: on('ecr', 'BatchCheck*', 'BatchGet*', 'Describe*', 'Get*', 'List*'),
  events: on('events', 'Describe*', 'List*', 'Test*'),
  glue: on(
    'glue',
    ...['GetJob', 'GetJobRun', 'GetJobRuns', 'GetJobs', 'GetTags', 'ListJobs', 'BatchGetJobs'],
  ),
  iam: on('iam', 'Generate*', 'Get*', 'List*', 'Simulate*'),
  kms: on('kms', 'Describe*', 'Get*', 'List*'),
  lambda: on('lambda', 'Get*', 'List*'),
  logs: on(
    'logs',
    ...['Describe*', 'FilterLogEvents', 'Get*', 'ListTagsLogGroup', 'StartQuery', 'StopQuery'],
    'TestMetricFilter',
  ),
  s3: on('s3', 'DescribeJob', 'Get*', 'List*'),
  sns: on('sns', 'Check*', 'Get*', 'List*'),
  sqs: on('sqs', 'Get*', 'List*', 'Receive*'),
  ssm: on('ssm', 'Describe*', 'Get*', 'List*'),
  states: on('states', 'Describe*', 'GetExecutionHistory', 'List*'),
  sts: on('sts', 'GetAccessKeyInfo', 'GetCallerIdentity', 'GetSessionToken'),
};

/** AWS's own policies that roles of pipelines often carry, by the end of their ARN: "AWS managed policy reference". */
const policies: Readonly<Record<string, PolicyDocument>> = {
  AdministratorAccess: document(allow(['*'])),
  AmazonS3FullAccess: document(allow(['s3:*', 's3-object-lambda:*'])),
  AmazonS3ReadOnlyAccess: document(
    allow(['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*']),
  ),
  CloudWatchLogsFullAccess: document(allow(['logs:*', 'cloudwatch:GenerateQuery'])),
  AWSStepFunctionsFullAccess: document(allow(['states:*'])),
  AWSCloudFormationReadOnlyAccess: document(allow(readOnly.cloudformation)),
  ReadOnlyAccess: document(allow(Object.values(readOnly).flat())),
  'service-role/AWSLambdaBasicExecutionRole': document(allow(writeLogs)),
  'service-role/AWSGlueServiceRole': document(
    allow([
      'glue:*',
      's3:GetBucketLocation',
      's3:ListBucket',
      's3:ListAllMyBuckets',
      's3:GetBucketAcl',
      'iam:ListRolePolicies',
      'iam:GetRole',
      'iam:GetRolePolicy',
      'cloudwatch:PutMetricData',
    ]),
    allow(['s3:CreateBucket'], 'arn:aws:s3:::aws-glue-*'),
    allow(
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      ['arn:aws:s3:::aws-glue-*/*', 'arn:aws:s3:::*/*aws-glue-*/*'],
    ),
    allow(['s3:GetObject'], ['arn:aws:s3:::crawler-public*', 'arn:aws:s3:::aws-glue-*']),
    allow(writeLogs, 'arn:aws:logs:*:*:*:/aws-glue/*'),
  ),
};

/** The document of one of AWS's managed policies, `arn:aws:iam::aws:policy/…`; undefined where it is not known here. */
export function managedByAws(arn: string): PolicyDocument | undefined {
  const name = /^arn:aws:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  return name !== undefined && Object.hasOwn(policies, name) ? policies[name] : undefined;
}

/** ARNs of the managed policies of AWS that are known here. */
export const MANAGED_BY_AWS: readonly string[] = Object.keys(policies).map(
  (name) => `arn:aws:iam::aws:policy/${name}`,
);
