import { type Resources, role } from '../template-cloud.ts';

const attribute = (id: string, name: string): object => ({ 'Fn::GetAtt': [id, name] });
const everything = ['*'];

const machine = (name: string, definition: object): Resources[string] => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineName: name,
    RoleArn: attribute('MachineRole', 'Arn'),
    DefinitionString: JSON.stringify(definition),
    Tags: [{ Key: 'team', Value: 'data' }],
  },
});
const single = (state: object): object => ({ StartAt: 'A', States: { A: { ...state, End: true } } });

/** Every kind of resource that an operation is asked about. */
export const resources: Resources = {
  Topic: {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: 'topic', Subscription: [{ Protocol: 'email', Endpoint: 'a@b.c' }] },
  },
  GlueRole: role('glue.amazonaws.com', everything),
  FnRole: role('lambda.amazonaws.com', everything),
  Provider: {
    Type: 'AWS::IAM::OIDCProvider',
    Properties: { Url: 'https://issuer.example.com', ClientIdList: ['client'] },
  },
  Assumed: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'assumed',
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: { Ref: 'AWS::AccountId' } },
            Action: ['sts:AssumeRole', 'sts:TagSession'],
            Condition: { StringNotEquals: { 'sts:ExternalId': 'wrong' } },
          },
          {
            Effect: 'Allow',
            Principal: { Federated: { Ref: 'Provider' } },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: { StringEquals: { 'issuer.example.com:sub': 'me' } },
          },
        ],
      },
      ManagedPolicyArns: [{ Ref: 'Policy' }],
      PermissionsBoundary: { Ref: 'Policy' },
      Policies: [
        {
          PolicyName: 'inline',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
        },
      ],
      Tags: [{ Key: 'team', Value: 'data' }],
    },
  },
  Policy: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      ManagedPolicyName: 'managed',
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
    },
  },
  Repository: {
    Type: 'AWS::ECR::Repository',
    Properties: {
      RepositoryName: 'images',
      RepositoryPolicyText: { Statement: [] },
      LifecyclePolicy: { LifecyclePolicyText: '{"rules":[]}' },
    },
  },
  Bare: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'bare' } },
  Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: { Statement: [] }, Description: 'a key' } },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/key', TargetKeyId: { Ref: 'Key' } },
  },
  MachineRole: role('states.amazonaws.com', everything, 'machine'),
  Job: {
    Type: 'AWS::Glue::Job',
    Properties: {
      Name: 'job',
      Role: attribute('GlueRole', 'Arn'),
      Command: { Name: 'pythonshell', ScriptLocation: 'job.py' },
      ExecutionProperty: { MaxConcurrentRuns: 1000 },
    },
  },
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'fn',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: 'exports.handler = async () => 1;' },
      Role: attribute('FnRole', 'Arn'),
    },
  },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'rule',
      EventPattern: { source: ['a'] },
      Targets: [{ Id: 't', Arn: { Ref: 'Topic' } }],
    },
  },
  Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'board', DashboardBody: '{}' } },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: 'alarm',
      MetricName: 'm',
      Namespace: 'n',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Statistic: 'Sum',
    },
  },
  Schedule: {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: 'schedule',
      State: 'DISABLED',
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: { Ref: 'Topic' }, RoleArn: 'arn:aws:iam::000000000000:role/r' },
    },
  },
  Pass: machine('pass', single({ Type: 'Pass' })),
  Wait: machine('wait', single({ Type: 'Wait', Seconds: 3600 })),
  Callback: machine(
    'callback',
    single({
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/tasks',
        'MessageBody.$': '$$.Task.Token',
      },
    }),
  ),
  Tasks: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'tasks' } },
  Lake: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: 'lake',
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: true },
        ],
      },
      LifecycleConfiguration: {
        Rules: [{ Id: 'old', Status: 'Enabled', Prefix: 'tmp/', ExpirationInDays: 7 }],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    },
  },
  LakePolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: 'lake',
      PolicyDocument: {
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 's3:DeleteBucket', Resource: 'arn:aws:s3:::lake' },
        ],
      },
    },
  },
  Namespace: {
    Type: 'AWS::RedshiftServerless::Namespace',
    Properties: { NamespaceName: 'shop', DbName: 'dw', AdminUsername: 'admin', ManageAdminPassword: true },
  },
  Workgroup: {
    Type: 'AWS::RedshiftServerless::Workgroup',
    Properties: { WorkgroupName: 'shop', NamespaceName: { Ref: 'Namespace' }, BaseCapacity: 8 },
  },
};

/** What lies beside the template. */
export const files = { 'job.py': 'print(1)' };
