/** A call that fails: its code on the wire, and the class that the SDKs' models have for it, where they have one. */
export type Failing = readonly [operation: string, parameters: object, code: string, exception?: string];

const ACCOUNT = 'us-east-1:000000000000';
const TOPIC = `arn:aws:sns:${ACCOUNT}:topic`;
const machine = (name: string): string => `arn:aws:states:${ACCOUNT}:stateMachine:${name}`;
const execution = (name: string): string => `arn:aws:states:${ACCOUNT}:execution:pass:${name}`;
const roleArn = 'arn:aws:iam::000000000000:role/machine';
const assumed = { RoleArn: 'arn:aws:iam::000000000000:role/assumed', RoleSessionName: 'me' };
const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
const token = '00000000-0000-4000-8000-000000000000';
const TIMES = { StartTime: '2026-01-01T00:00:00Z', EndTime: '2026-01-02T00:00:00Z' };
const queue = (name: string): object => ({
  QueueUrl: `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`,
});
const lake = (Key: string): object => ({ Bucket: 'lake', Key });
const statement = { WorkgroupName: 'shop', Database: 'dw', Sql: 'SELECT 1' };

const same = (operation: string, parameters: object, code: string): Failing => [
  operation,
  parameters,
  code,
  code,
];

const s3: Failing[] = [
  same('GetObject', lake('none'), 'NoSuchKey'),
  same('ListObjectsV2', { Bucket: 'none-of-these' }, 'NoSuchBucket'),
  same('AbortMultipartUpload', { ...lake('a'), UploadId: 'none' }, 'NoSuchUpload'),
  [
    'CreateBucket',
    { Bucket: 'made', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } },
    'IllegalLocationConstraintException',
  ],
  ['CreateBucket', { Bucket: 'No' }, 'InvalidBucketName'],
  ['CreateBucket', { Bucket: 'xn--bucket' }, 'InvalidBucketName'],
  ['GetObject', { ...lake('kept'), VersionId: '0'.repeat(32) }, 'NoSuchVersion'],
  ['GetObject', { ...lake('kept'), VersionId: 'none' }, 'InvalidArgument'],
  ['ListObjectsV2', { Bucket: 'lake', ContinuationToken: 'none' }, 'InvalidArgument'],
  ['GetObject', { ...lake('kept'), Range: 'bytes=100-' }, 'InvalidRange'],
  ['GetObject', { ...lake('kept'), PartNumber: 2 }, 'InvalidPartNumber'],
  ['GetObject', { ...lake('kept'), IfMatch: '"0"' }, 'PreconditionFailed'],
  same('DeleteBucket', { Bucket: 'lake' }, 'AccessDenied'),
  ['DeleteBucket', { Bucket: 'full' }, 'BucketNotEmpty'],
  ['ListObjectsV2', { Bucket: 'lake', EncodingType: 'none' }, 'InvalidArgument'],
  same('CopyObject', { ...lake('kept'), CopySource: 'lake/kept' }, 'InvalidRequest'),
  ['PutObjectTagging', { ...lake('kept'), Tagging: { TagSet: [{ Key: '', Value: 'v' }] } }, 'InvalidTag'],
  ['CreateMultipartUpload', { ...lake('kept'), ACL: 'public-read' }, 'AccessControlListNotSupported'],
  ['CreateMultipartUpload', { ...lake('kept'), StorageClass: 'GLACIER' }, 'NotImplemented'],
  ['CreateMultipartUpload', { ...lake('kept'), Metadata: { m: 'x'.repeat(3000) } }, 'MetadataTooLarge'],
  ['CreateMultipartUpload', lake('k'.repeat(1025)), 'KeyTooLongError'],
  [
    'PutBucketVersioning',
    { Bucket: 'full', VersioningConfiguration: { Status: 'None' } },
    'IllegalVersioningConfigurationException',
  ],
  ['DeleteObjects', { Bucket: 'full', Delete: { Objects: [] } }, 'MalformedXML'],
];

const states: Failing[] = [
  same('DescribeStateMachine', { stateMachineArn: machine('none') }, 'StateMachineDoesNotExist'),
  same('DescribeStateMachine', { stateMachineArn: 'none' }, 'InvalidArn'),
  same('DescribeExecution', { executionArn: execution('none') }, 'ExecutionDoesNotExist'),
  same('StartExecution', { stateMachineArn: machine('pass'), name: 'a b' }, 'InvalidName'),
  same('StartExecution', { stateMachineArn: machine('pass'), input: '{' }, 'InvalidExecutionInput'),
  same(
    'StartExecution',
    { stateMachineArn: machine('pass'), name: 'done', input: '[]' },
    'ExecutionAlreadyExists',
  ),
  same('RedriveExecution', { executionArn: execution('done') }, 'ExecutionNotRedrivable'),
  same('StartSyncExecution', { stateMachineArn: machine('pass') }, 'StateMachineTypeNotSupported'),
  same('CreateStateMachine', { name: 'm', definition: '{}', roleArn }, 'InvalidDefinition'),
  same('CreateStateMachine', { name: 'pass', definition, roleArn }, 'StateMachineAlreadyExists'),
  ['CreateStateMachine', { name: 'm', definition, roleArn: `${roleArn}x` }, 'AccessDeniedException'],
  same('UpdateStateMachine', { stateMachineArn: machine('pass') }, 'MissingRequiredParameter'),
  same('ListTagsForResource', { resourceArn: machine('none') }, 'ResourceNotFound'),
  same(
    'TagResource',
    {
      resourceArn: machine('pass'),
      tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })),
    },
    'TooManyTags',
  ),
  same('SendTaskSuccess', { taskToken: 'none', output: '{}' }, 'InvalidToken'),
  same('SendTaskSuccess', { taskToken: token, output: '{}' }, 'TaskTimedOut'),
  same('ListExecutions', { stateMachineArn: machine('pass'), nextToken: 'none' }, 'InvalidToken'),
  same('TestState', { definition: '{"Type":"Nap"}', roleArn }, 'InvalidDefinition'),
  same('ListActivities', {}, 'ValidationException'),
];

/** Calls that fail, of every service, with every code that its operations raise. */
export const errors: Readonly<Record<string, readonly Failing[]>> = {
  cloudformation: [
    ['DescribeStacks', { StackName: 'none' }, 'ValidationError'],
    ['DeleteStack', { StackName: 'stack' }, 'ValidationError'],
    [
      'DescribeChangeSet',
      { StackName: 'stack', ChangeSetName: 'none' },
      'ChangeSetNotFound',
      'ChangeSetNotFoundException',
    ],
    ['ListStackSets', {}, 'InvalidAction'],
  ],
  ecr: [
    same('DescribeRepositories', { repositoryNames: ['none'] }, 'RepositoryNotFoundException'),
    same('DescribeRepositories', { nextToken: 'none' }, 'InvalidParameterException'),
    same(
      'DescribeImages',
      { repositoryName: 'images', imageIds: [{ imageTag: 'none' }] },
      'ImageNotFoundException',
    ),
    same('GetRepositoryPolicy', { repositoryName: 'bare' }, 'RepositoryPolicyNotFoundException'),
    same('GetLifecyclePolicy', { repositoryName: 'bare' }, 'LifecyclePolicyNotFoundException'),
    ['GetAuthorizationToken', {}, 'UnknownOperationException'],
  ],
  events: [
    same('DescribeRule', { Name: 'none' }, 'ResourceNotFoundException'),
    ['ListRules', { NextToken: 'none' }, 'ValidationException'],
    ['ListArchives', {}, 'UnknownOperationException'],
  ],
  glue: [
    same('GetJob', { JobName: 'none' }, 'EntityNotFoundException'),
    same('GetJobRun', { JobName: 'job', RunId: 'none' }, 'EntityNotFoundException'),
    same(
      'StartJobRun',
      { JobName: 'job', Arguments: { '--datalake-formats': 'hudi' } },
      'InvalidInputException',
    ),
    same('GetJobs', { NextToken: 'none' }, 'InvalidInputException'),
    same('StartJobRun', { JobName: 'busy' }, 'ConcurrentRunsExceededException'),
  ],
  iam: [
    ['GetRole', { RoleName: 'none' }, 'NoSuchEntity', 'NoSuchEntityException'],
    [
      'CreatePolicy',
      { PolicyName: 'managed', PolicyDocument: '{"Statement":[]}' },
      'EntityAlreadyExists',
      'EntityAlreadyExistsException',
    ],
    [
      'CreatePolicy',
      { PolicyName: 'made', PolicyDocument: '{' },
      'MalformedPolicyDocument',
      'MalformedPolicyDocumentException',
    ],
    ['ListRoles', { Marker: 'none' }, 'ValidationError'],
    ['CreateUser', { UserName: 'a' }, 'InvalidAction'],
  ],
  kms: [
    same('DescribeKey', { KeyId: 'alias/none' }, 'NotFoundException'),
    same('ListKeys', { Marker: 'none' }, 'InvalidMarkerException'),
    ['Encrypt', { KeyId: 'alias/key', Plaintext: 'eA==' }, 'UnknownOperationException'],
  ],
  lambda: [
    same('GetFunction', { FunctionName: 'none' }, 'ResourceNotFoundException'),
    same('Invoke', { FunctionName: 'fn', Payload: '{' }, 'InvalidRequestContentException'),
    same(
      'Invoke',
      { FunctionName: 'fn', Payload: ' '.repeat(6 * 1024 * 1024 + 1) },
      'RequestTooLargeException',
    ),
    same('Invoke', { FunctionName: 'shut', Payload: '{}' }, 'TooManyRequestsException'),
    ['ListLayers', {}, 'UnknownOperationException'],
  ],
  logs: [
    same('GetLogEvents', { logGroupName: 'none', logStreamName: 's' }, 'ResourceNotFoundException'),
    same('CreateLogGroup', { logGroupName: '/group' }, 'ResourceAlreadyExistsException'),
    same('FilterLogEvents', { logGroupName: '/group', filterPattern: '?a ?b' }, 'InvalidParameterException'),
    same('DescribeLogGroups', { nextToken: 'none' }, 'InvalidParameterException'),
  ],
  monitoring: [
    ['GetDashboard', { DashboardName: 'none' }, 'ResourceNotFound', 'ResourceNotFound'],
    [
      'GetMetricStatistics',
      { Namespace: 'n', MetricName: 'm', Period: 60, Statistics: ['p9'], ...TIMES },
      'InvalidParameterValue',
      'InvalidParameterValueException',
    ],
    same('ListMetrics', { NextToken: 'none' }, 'InvalidNextToken'),
  ],
  'redshift-data': [
    same('DescribeStatement', { Id: token }, 'ResourceNotFoundException'),
    same('ExecuteStatement', { ...statement, WorkgroupName: 'none' }, 'ValidationException'),
    same('ListStatements', { NextToken: 'none' }, 'ValidationException'),
  ],
  'redshift-serverless': [
    same('GetWorkgroup', { workgroupName: 'none' }, 'ResourceNotFoundException'),
    same('GetNamespace', { namespaceName: 'none' }, 'ResourceNotFoundException'),
    same('GetUsageLimit', { usageLimitId: 'none' }, 'ResourceNotFoundException'),
  ],
  s3,
  scheduler: [same('GetSchedule', { Name: 'none' }, 'ResourceNotFoundException')],
  sns: [
    ['Publish', { TopicArn: `${TOPIC}x`, Message: 'm' }, 'NotFound', 'NotFoundException'],
    [
      'Publish',
      { TopicArn: TOPIC, Message: 'm', MessageStructure: 'json' },
      'InvalidParameter',
      'InvalidParameterException',
    ],
    ['Publish', { TopicArn: TOPIC }, 'ValidationError'],
  ],
  sqs: [
    ['ReceiveMessage', queue('none'), 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDoesNotExist'],
    [
      'CreateQueue',
      { QueueName: 'tasks', Attributes: { DelaySeconds: '7' } },
      'QueueAlreadyExists',
      'QueueNameExists',
    ],
    same('GetQueueAttributes', { ...queue('tasks'), AttributeNames: ['None'] }, 'InvalidAttributeName'),
    [
      'CreateQueue',
      { QueueName: 'q', Attributes: { DelaySeconds: '-1' } },
      'InvalidAttributeValue',
      'InvalidAttributeValue',
    ],
    ['ReceiveMessage', { ...queue('tasks'), WaitTimeSeconds: 21 }, 'InvalidParameterValue'],
    same('SendMessage', { ...queue('tasks'), MessageBody: 'a\u0000b' }, 'InvalidMessageContents'),
    same('DeleteMessage', { ...queue('tasks'), ReceiptHandle: 'none' }, 'ReceiptHandleIsInvalid'),
    ['SendMessage', queue('tasks'), 'MissingParameter'],
  ],
  ssm: [
    same('GetParameter', { Name: '/none' }, 'ParameterNotFound'),
    same('PutParameter', { Name: '/there', Value: 'v', Type: 'String' }, 'ParameterAlreadyExists'),
    same('DescribeParameters', { NextToken: 'none' }, 'InvalidNextToken'),
    same('PutParameter', { Name: '/s', Value: 'v', Type: 'SecureString', KeyId: 'k' }, 'ValidationException'),
  ],
  states,
  sts: [
    ['GetSessionToken', {}, 'InvalidAction'],
    ['AssumeRole', { RoleArn: 'arn:aws:iam::000000000000:role/none', RoleSessionName: 'me' }, 'AccessDenied'],
    ['AssumeRole', { ...assumed, DurationSeconds: 3601 }, 'ValidationError'],
    [
      'AssumeRole',
      { ...assumed, Policy: '{' },
      'MalformedPolicyDocument',
      'MalformedPolicyDocumentException',
    ],
    [
      'AssumeRoleWithWebIdentity',
      { ...assumed, WebIdentityToken: 'none' },
      'InvalidIdentityToken',
      'InvalidIdentityTokenException',
    ],
  ],
};

/** Codes in the code that no call of this table can bring about, and where they are proved. */
export const elsewhere: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cloudformation: {
    AccessDeniedException: 'the reason of a resource’s failure: role.test.ts',
    AlreadyExistsException: 'of an account that deployments fill: change-sets.test.ts',
    InsufficientCapabilitiesException: 'of an account that deployments fill: change-sets.test.ts',
    InvalidChangeSetStatusException: 'of an account that deployments fill: change-sets.test.ts',
  },
  events: {
    InvalidArgument: 'of an entry, in PutEvents’ answer',
    MalformedDetail: 'of an entry, in PutEvents’ answer',
    NotAuthorizedForSourceException: 'of an entry, in PutEvents’ answer',
  },
  iam: { DeleteConflict: 'iam.test.ts', InvalidInput: 'iam.test.ts' },
  'redshift-serverless': { ConflictException: 'of a second limit: index.test.ts' },
  sts: { ExpiredTokenException: 'web-identity.test.ts' },
  'redshift-data': {
    ActiveStatementsExceededException: 'needs 500 statements: data-api.test.ts',
    InternalServerException: 'needs a disk that lost a result: restart.test.ts',
  },
  s3: {
    BadDigest: 'boto3_checks.py',
    BucketAlreadyOwnedByYou: 'in regions but us-east-1, where AWS answers success',
    BadRequest: 'boto3_checks.py',
    EntityTooLarge: 'needs 5 GB',
    EntityTooSmall: 'boto3_checks.py',
    IncompleteBody: 'a client that goes away',
    InvalidDigest: 'a header that SDKs write themselves',
    InvalidPart: 'boto3_checks.py',
    InvalidPartOrder: 'boto3_checks.py',
    InvalidURI: 'an address that SDKs do not write',
    MalformedTrailerError: 'chunked.test.ts',
    MaxMessageLengthExceeded: 'a document of over 1 MB',
    MethodNotAllowed: 'boto3_checks.py, of delete markers',
    MissingContentLength: 'a header that SDKs write themselves',
    NotModified: 'boto3_checks.py, where an answer without a body is known by its status',
    SignatureDoesNotMatch: 'boto3_checks.py',
    XAmzContentSHA256Mismatch: 'a header that SDKs write themselves',
  },
  sqs: { InvalidTemplate: 'of a template, when it is loaded' },
  states: { InvalidOutput: 'needs a task that waits: callback.test.ts' },
};
