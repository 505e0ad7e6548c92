import { NOT_DONE } from '../../src/services/states/index.ts';

/** How one call is made. */
export interface How {
  /** The call is repeated until a member of the answer has this value. */
  readonly until?: readonly [member: string, value: unknown];
  /** The operation is served in order to refuse by name: the code of its error. */
  readonly refused?: string;
}
/** Parameters of boto3's form; a text `$Operation.member.0` is taken from an earlier answer of that service. */
export type Step = readonly [operation: string, parameters: object, how?: How];
export type Steps = Readonly<Record<string, readonly Step[]>>;

const ACCOUNT = 'us-east-1:000000000000';
const TOPIC = `arn:aws:sns:${ACCOUNT}:topic`;
const TIMES = { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-01-02T00:00:00Z' };
const stateMachineArn = `arn:aws:states:${ACCOUNT}:stateMachine:pass`;
const waiting = `arn:aws:states:${ACCOUNT}:stateMachine:wait`;
const execution = (machine: string, name: string): string =>
  `arn:aws:states:${ACCOUNT}:execution:${machine}:${name}`;
const roleArn = 'arn:aws:iam::000000000000:role/machine';
const definition = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Succeed' } } });
const made = `arn:aws:states:${ACCOUNT}:stateMachine:made`;
const IAM = 'arn:aws:iam::000000000000';
const assumed = { RoleArn: `${IAM}:role/assumed`, RoleSessionName: 'me' };
const tags = [{ key: 'a', value: 'b' }];

const states: Step[] = [
  ['ListStateMachines', {}],
  ['DescribeStateMachine', { stateMachineArn }],
  ['ListTagsForResource', { resourceArn: stateMachineArn }],
  ['StartExecution', { stateMachineArn, name: 'x', input: '{"a":1}' }],
  ['DescribeExecution', { executionArn: execution('pass', 'x') }, { until: ['status', 'SUCCEEDED'] }],
  ['DescribeStateMachineForExecution', { executionArn: execution('pass', 'x') }],
  ['GetExecutionHistory', { executionArn: execution('pass', 'x'), includeExecutionData: true }],
  ['ListExecutions', { stateMachineArn }],
  ['StartExecution', { stateMachineArn: waiting, name: 'x' }],
  ['DescribeExecution', { executionArn: execution('wait', 'x') }],
  ['StopExecution', { executionArn: execution('wait', 'x'), error: 'E', cause: 'C' }],
  ['DescribeExecution', { executionArn: execution('wait', 'x') }],
  ['RedriveExecution', { executionArn: execution('wait', 'x') }],
  ['StopExecution', { executionArn: execution('wait', 'x') }],
  ['GetExecutionHistory', { executionArn: execution('wait', 'x'), reverseOrder: true }],
  ['CreateStateMachine', { name: 'made', definition, roleArn, tags }],
  ['UpdateStateMachine', { stateMachineArn: made, definition, roleArn }],
  ['DescribeStateMachine', { stateMachineArn: made }],
  ['TagResource', { resourceArn: made, tags: [{ key: 'c', value: 'd' }] }],
  ['UntagResource', { resourceArn: made, tagKeys: ['c'] }],
  ['DeleteStateMachine', { stateMachineArn: made }],
  ['ValidateStateMachineDefinition', { definition }],
  ['ValidateStateMachineDefinition', { definition: '{"StartAt":"A","States":{}}' }],
  ['TestState', { definition: '{"Type":"Pass","End":true}', roleArn, input: '{}', inspectionLevel: 'DEBUG' }],
  ...NOT_DONE.map((name): Step => [name, {}, { refused: 'ValidationException' }]),
  ['StartSyncExecution', { stateMachineArn }, { refused: 'StateMachineTypeNotSupported' }],
];

const LONG =
  'SELECT COUNT(*) FROM t a, t b, t c, t d, t e, t f, t g, t h, t i, t j, t k, t l, t m, t n, t o, t p, t q, t r, t s, t u, t v, t w, t x, t y, t z, t aa, t bb, t cc, t dd WHERE a.a + b.a + c.a + d.a + e.a + f.a + g.a + h.a + i.a + j.a + k.a + l.a + m.a + n.a + o.a + p.a + q.a + r.a + s.a + u.a + v.a + w.a + x.a + y.a + z.a + aa.a + bb.a + cc.a + dd.a > 999';
const at = { WorkgroupName: 'shop', Database: 'dw' };
const finished = { until: ['Status', 'FINISHED'] } as const;
const redshiftData: Step[] = [
  ['ExecuteStatement', { ...at, Sql: 'CREATE TABLE t (a INT, b VARCHAR(9))', StatementName: 'make' }],
  ['DescribeStatement', { Id: '$ExecuteStatement.Id' }, finished],
  ['BatchExecuteStatement', { ...at, Sqls: ["INSERT INTO t VALUES (1, 'x'), (2, NULL)", 'SELECT 1'] }],
  ['DescribeStatement', { Id: '$BatchExecuteStatement.Id' }, finished],
  [
    'ExecuteStatement',
    {
      ...at,
      Sql: 'SELECT a, b, 1.5::NUMERIC(4,2), TRUE, 2.5::FLOAT8, NULL, CURRENT_DATE FROM t WHERE a < :n ORDER BY a',
      Parameters: [{ name: 'n', value: '9' }],
      SessionKeepAliveSeconds: 5,
    },
  ],
  ['DescribeStatement', { Id: '$ExecuteStatement.Id' }, finished],
  ['GetStatementResult', { Id: '$ExecuteStatement.Id' }],
  ['ExecuteStatement', { ...at, Sql: 'SELECT * FROM t', ResultFormat: 'CSV' }],
  ['DescribeStatement', { Id: '$ExecuteStatement.Id' }, finished],
  ['GetStatementResultV2', { Id: '$ExecuteStatement.Id' }],
  ['ExecuteStatement', { ...at, Sql: 'SELECT * FROM nothing' }],
  ['DescribeStatement', { Id: '$ExecuteStatement.Id' }, { until: ['Status', 'FAILED'] }],
  ['ExecuteStatement', { ...at, Sql: LONG }],
  ['CancelStatement', { Id: '$ExecuteStatement.Id' }],
  ['ListStatements', {}],
  ['ListDatabases', at],
  ['ListSchemas', at],
  ['ListTables', at],
  ['DescribeTable', { ...at, Table: 't' }],
];

const object = (Key: string): object => ({ Bucket: 'lake', Key });
const part = { UploadId: '$CreateMultipartUpload.UploadId', PartNumber: 1 };
const s3: Step[] = [
  ['ListBuckets', {}],
  ['CreateBucket', { Bucket: 'made-here' }],
  ['HeadBucket', { Bucket: 'made-here' }],
  ['PutBucketTagging', { Bucket: 'made-here', Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }],
  ['GetBucketTagging', { Bucket: 'made-here' }],
  ['DeleteBucketTagging', { Bucket: 'made-here' }],
  ['PutBucketVersioning', { Bucket: 'made-here', VersioningConfiguration: { Status: 'Enabled' } }],
  ['DeleteBucket', { Bucket: 'made-here' }],
  ['GetBucketVersioning', { Bucket: 'lake' }],
  ['GetBucketLocation', { Bucket: 'lake' }],
  ['GetBucketAcl', { Bucket: 'lake' }],
  ['GetBucketEncryption', { Bucket: 'lake' }],
  ['GetBucketLifecycleConfiguration', { Bucket: 'lake' }],
  ['GetBucketOwnershipControls', { Bucket: 'lake' }],
  ['GetBucketPolicy', { Bucket: 'lake' }],
  ['GetPublicAccessBlock', { Bucket: 'lake' }],
  [
    'PutObject',
    { ...object('a'), Body: 'one', Metadata: { m: '1' }, Tagging: 'a=b', ServerSideEncryption: 'AES256' },
  ],
  ['PutObject', { ...object('d/b'), Body: 'two', ContentType: 'text/plain' }],
  ['HeadObject', { ...object('a'), ChecksumMode: 'ENABLED' }],
  ['GetObject', { ...object('a'), Range: 'bytes=0-1' }],
  ['GetObjectAttributes', { ...object('a'), ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize'] }],
  ['GetObjectTagging', object('a')],
  ['PutObjectTagging', { ...object('a'), Tagging: { TagSet: [{ Key: 'c', Value: 'd' }] } }],
  ['DeleteObjectTagging', object('a')],
  ['CopyObject', { ...object('copy'), CopySource: 'lake/a' }],
  ['ListObjects', { Bucket: 'lake', Delimiter: '/' }],
  ['ListObjectsV2', { Bucket: 'lake', Delimiter: '/', FetchOwner: true, MaxKeys: 2 }],
  ['ListObjectVersions', { Bucket: 'lake' }],
  ['CreateMultipartUpload', { ...object('m'), ChecksumAlgorithm: 'CRC32' }],
  ['UploadPart', { ...object('m'), ...part, Body: 'part', ChecksumAlgorithm: 'CRC32' }],
  ['ListParts', { ...object('m'), UploadId: part.UploadId }],
  ['ListMultipartUploads', { Bucket: 'lake', Delimiter: '/' }],
  [
    'CompleteMultipartUpload',
    {
      ...object('m'),
      UploadId: part.UploadId,
      MultipartUpload: {
        Parts: [{ PartNumber: 1, ETag: '$UploadPart.ETag', ChecksumCRC32: '$UploadPart.ChecksumCRC32' }],
      },
    },
  ],
  ['CreateMultipartUpload', object('m')],
  ['UploadPartCopy', { ...object('m'), ...part, CopySource: 'lake/a' }],
  ['AbortMultipartUpload', { ...object('m'), UploadId: part.UploadId }],
  ['DeleteObject', object('copy')],
  ['DeleteObjects', { Bucket: 'lake', Delete: { Objects: [{ Key: 'd/b' }, { Key: 'none' }] } }],
  ['ListObjectVersions', { Bucket: 'lake' }],
];

const queue = { QueueUrl: '$CreateQueue.QueueUrl' };
const sqs: Step[] = [
  ['CreateQueue', { QueueName: 'made' }],
  ['GetQueueUrl', { QueueName: 'made' }],
  ['ListQueues', {}],
  [
    'SendMessage',
    { ...queue, MessageBody: 'm', MessageAttributes: { a: { DataType: 'String', StringValue: 'v' } } },
  ],
  ['ReceiveMessage', { ...queue, MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] }],
  ['DeleteMessage', { ...queue, ReceiptHandle: '$ReceiveMessage.Messages.0.ReceiptHandle' }],
  ['ReceiveMessage', queue],
  ['GetQueueAttributes', { ...queue, AttributeNames: ['All'] }],
  ['PurgeQueue', queue],
  ['DeleteQueue', queue],
];

const topic = (name: string): string =>
  JSON.stringify({
    Parameters: { Name: { Type: 'String', Default: name } },
    Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: { Ref: 'Name' } } } },
    Outputs: { Arn: { Value: { Ref: 'T' }, Export: { Name: 'arn' } } },
  });
const importing = JSON.stringify({
  Resources: {
    P: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/p', Type: 'String', Value: { 'Fn::ImportValue': 'arn' } },
    },
  },
});
const shop = { StackName: 'shop' };
const done = (status: string) => ({ until: ['Stacks.0.StackStatus', status] }) as const;
const change = { ...shop, ChangeSetName: 'change' };

/** Calls that change stacks, in an account that deployments fill. */
export const deployments: readonly Step[] = [
  ['CreateChangeSet', { ...change, ChangeSetType: 'CREATE', TemplateBody: topic('one') }],
  ['DescribeChangeSet', { ...change, IncludePropertyValues: true }],
  ['ListChangeSets', shop],
  ['ExecuteChangeSet', change],
  ['DescribeStacks', shop, done('CREATE_COMPLETE')],
  ['DescribeStackEvents', shop],
  ['DescribeEvents', shop],
  ['CreateStack', { StackName: 'taker', TemplateBody: importing }],
  ['DescribeStacks', { StackName: 'taker' }, done('CREATE_COMPLETE')],
  ['ListExports', {}],
  ['ListImports', { ExportName: 'arn' }],
  ['CreateChangeSet', { ...change, ChangeSetName: 'second', TemplateBody: topic('two') }],
  ['DescribeChangeSet', { ...change, ChangeSetName: 'second' }],
  ['DeleteChangeSet', { ...change, ChangeSetName: 'second' }],
  ['UpdateStack', { ...shop, TemplateBody: topic('three') }],
  ['DescribeStacks', shop, done('UPDATE_COMPLETE')],
  ['UpdateTerminationProtection', { ...shop, EnableTerminationProtection: false }],
  ['RollbackStack', shop, { refused: 'ValidationError' }],
  ['CancelUpdateStack', shop, { refused: 'ValidationError' }],
  ['ContinueUpdateRollback', shop, { refused: 'ValidationError' }],
  ['DescribeStackResources', shop],
  ['DescribeStackResource', { ...shop, LogicalResourceId: 'T' }],
  ['ListStackResources', shop],
  ['GetTemplate', shop],
  ['GetTemplateSummary', shop],
  ['ValidateTemplate', { TemplateBody: topic('one') }],
  ['ListHookResults', {}],
  ['DeleteStack', { StackName: 'taker' }],
  ['ListStacks', {}],
];

/** Calls of every operation that is served, in an order that works. */
export const calls: Steps = {
  cloudformation: [
    ['DescribeStacks', {}],
    ['ListStacks', {}],
    ['DescribeStackResources', { StackName: 'stack' }],
    ['DescribeStackResource', { StackName: 'stack', LogicalResourceId: 'Topic' }],
    ['ListStackResources', { StackName: 'stack' }],
    ['GetTemplate', { StackName: 'stack' }],
    ['DescribeStackEvents', { StackName: 'stack' }],
    ['DescribeEvents', { StackName: 'stack', Filters: { FailedEvents: true } }],
    ['GetTemplateSummary', { StackName: 'stack' }],
    ['ValidateTemplate', { TemplateBody: '{"Resources":{"T":{"Type":"AWS::SNS::Topic"}}}' }],
    ['ListExports', {}],
    ['ListChangeSets', { StackName: 'stack' }],
    ['ListHookResults', {}],
    // What changes stacks is done in an account that deployments fill: `deployments`.
    ...Object.entries({
      CreateStack: { TemplateBody: '{}' },
      UpdateStack: { TemplateBody: '{}' },
      DeleteStack: {},
      RollbackStack: {},
      CancelUpdateStack: {},
      ContinueUpdateRollback: {},
      UpdateTerminationProtection: { EnableTerminationProtection: true },
      CreateChangeSet: { ChangeSetName: 'change', TemplateBody: '{}' },
      ExecuteChangeSet: { ChangeSetName: 'change' },
      DeleteChangeSet: { ChangeSetName: 'change' },
    }).map(([name, input]): Step => [name, { StackName: 'stack', ...input }, { refused: 'ValidationError' }]),
    ['DescribeChangeSet', { StackName: 'stack', ChangeSetName: 'change' }, { refused: 'ChangeSetNotFound' }],
    ['ListImports', { ExportName: 'none' }, { refused: 'ValidationError' }],
  ],
  ecr: [
    ['DescribeRepositories', {}],
    ['ListImages', { repositoryName: 'images' }],
    ['DescribeImages', { repositoryName: 'images' }],
    ['GetRepositoryPolicy', { repositoryName: 'images' }],
    ['GetLifecyclePolicy', { repositoryName: 'images' }],
  ],
  events: [
    ['PutEvents', { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] }],
    ['ListRules', {}],
    ['DescribeRule', { Name: 'rule' }],
    ['ListTargetsByRule', { Rule: 'rule' }],
  ],
  glue: [
    ['GetJob', { JobName: 'job' }],
    ['GetJobs', {}],
    ['ListJobs', {}],
    ['StartJobRun', { JobName: 'job' }],
    ['GetJobRun', { JobName: 'job', RunId: '$StartJobRun.JobRunId' }],
    ['GetJobRuns', { JobName: 'job' }],
    ['BatchStopJobRun', { JobName: 'job', JobRunIds: ['$StartJobRun.JobRunId', 'jr_none'] }],
  ],
  iam: [
    ['GetRole', { RoleName: 'assumed' }],
    ['ListRoles', {}],
    ['GetRolePolicy', { RoleName: 'assumed', PolicyName: 'inline' }],
    ['ListRolePolicies', { RoleName: 'assumed' }],
    ['ListAttachedRolePolicies', { RoleName: 'assumed' }],
    ['GetPolicy', { PolicyArn: `${IAM}:policy/managed` }],
    ['GetPolicyVersion', { PolicyArn: `${IAM}:policy/managed`, VersionId: 'v1' }],
    ['ListPolicies', {}],
    ['CreatePolicy', { PolicyName: 'made', PolicyDocument: '{"Statement":[]}' }],
    ['DeletePolicy', { PolicyArn: `${IAM}:policy/made` }],
    ['CreateServiceLinkedRole', { AWSServiceName: 'redshift.amazonaws.com' }],
    ['ListOpenIDConnectProviders', {}],
    ['GetOpenIDConnectProvider', { OpenIDConnectProviderArn: `${IAM}:oidc-provider/issuer.example.com` }],
  ],
  kms: [
    ['ListKeys', {}],
    ['ListAliases', {}],
    ['DescribeKey', { KeyId: 'alias/key' }],
    ['GetKeyPolicy', { KeyId: '$ListKeys.Keys.0.KeyId' }],
  ],
  lambda: [
    ['GetFunction', { FunctionName: 'fn' }],
    ['GetFunctionConfiguration', { FunctionName: 'fn' }],
    ['ListFunctions', {}],
    ['Invoke', { FunctionName: 'fn', Payload: '{}', LogType: 'Tail' }],
  ],
  logs: [
    ['CreateLogGroup', { logGroupName: 'made' }],
    ['CreateLogStream', { logGroupName: 'made', logStreamName: 's' }],
    [
      'PutLogEvents',
      { logGroupName: 'made', logStreamName: 's', logEvents: [{ timestamp: 1, message: 'm' }] },
    ],
    ['GetLogEvents', { logGroupName: 'made', logStreamName: 's' }],
    ['FilterLogEvents', { logGroupName: 'made' }],
    ['DescribeLogGroups', {}],
    ['DescribeLogStreams', { logGroupName: 'made' }],
    ['PutRetentionPolicy', { logGroupName: 'made', retentionInDays: 30 }],
    ['DeleteRetentionPolicy', { logGroupName: 'made' }],
  ],
  monitoring: [
    ['PutMetricData', { Namespace: 'n', MetricData: [{ MetricName: 'm', Value: 1.5 }] }],
    ['ListMetrics', {}],
    ['GetMetricStatistics', { Namespace: 'n', MetricName: 'm', Period: 60, Statistics: ['Sum'], ...TIMES }],
    [
      'GetMetricData',
      {
        MetricDataQueries: [
          {
            Id: 'q',
            MetricStat: { Metric: { Namespace: 'n', MetricName: 'm' }, Period: 60, Stat: 'Sum' },
          },
        ],
        ...TIMES,
      },
    ],
    ['DescribeAlarms', {}],
    ['ListDashboards', {}],
    ['GetDashboard', { DashboardName: 'board' }],
  ],
  'redshift-data': redshiftData,
  'redshift-serverless': [
    ['ListWorkgroups', {}],
    ['GetWorkgroup', { workgroupName: 'shop' }],
    ['ListNamespaces', {}],
    ['GetNamespace', { namespaceName: 'shop' }],
    [
      'CreateUsageLimit',
      {
        resourceArn: '$GetWorkgroup.workgroup.workgroupArn',
        usageType: 'serverless-compute',
        amount: 30,
        period: 'monthly',
        breachAction: 'deactivate',
      },
    ],
    ['GetUsageLimit', { usageLimitId: '$CreateUsageLimit.usageLimit.usageLimitId' }],
    ['UpdateUsageLimit', { usageLimitId: '$CreateUsageLimit.usageLimit.usageLimitId', amount: 40 }],
    ['ListUsageLimits', {}],
    ['DeleteUsageLimit', { usageLimitId: '$CreateUsageLimit.usageLimit.usageLimitId' }],
  ],
  s3,
  scheduler: [
    ['ListSchedules', {}],
    ['GetSchedule', { Name: 'schedule' }],
  ],
  sns: [
    ['Publish', { TopicArn: TOPIC, Message: 'm' }],
    ['ListTopics', {}],
    ['ListSubscriptions', {}],
    ['ListSubscriptionsByTopic', { TopicArn: TOPIC }],
  ],
  sqs,
  ssm: [
    ['PutParameter', { Name: '/a/b', Value: 'v', Type: 'String' }],
    ['GetParameter', { Name: '/a/b', WithDecryption: true }],
    ['GetParameters', { Names: ['/a/b', '/none'] }],
    ['GetParametersByPath', { Path: '/a' }],
    ['DescribeParameters', {}],
  ],
  states,
  sts: [
    ['GetCallerIdentity', {}],
    ['AssumeRole', { ...assumed, ExternalId: 'other', Tags: [{ Key: 'a', Value: 'b' }] }],
  ],
};

/** The call of somebody who has a token of the issuer. */
export const tokenCalls = (token: string): Step[] => [
  ['AssumeRoleWithWebIdentity', { ...assumed, WebIdentityToken: token }],
];

/** Calls that answer for three tasks that wait, by their tokens. */
export const taskCalls = ([first = '', second = '', third = '']: readonly string[]): Step[] => [
  ['SendTaskHeartbeat', { taskToken: first }],
  ['SendTaskSuccess', { taskToken: second, output: '{}' }],
  ['SendTaskFailure', { taskToken: third, error: 'E', cause: 'C' }],
];
