import type { Resource } from './assembly.ts';
import { TemplateError } from './template.ts';

/** Properties of a served resource type. */
export interface PropertyTable {
  /** Those that the local cloud works by. */
  readonly works: readonly string[];
  /** Those that change nothing on one machine: name → why. */
  readonly inert: Readonly<Record<string, string>>;
}

const tags = 'tags are not read by any service here';
const encryption = 'what is stored lies unencrypted on this machine';
const capacity = 'a machine has the capacity that it has';
const network = 'everything listens on 127.0.0.1';
const costs = 'nothing costs anything here';
const words = 'words for people';
const ages = 'objects do not age here';

const table = (works: readonly string[], inert: Readonly<Record<string, string>> = {}): PropertyTable => ({
  works,
  inert: { Tags: tags, ...inert },
});

/** By type; a property that is in no list is refused, with the resource's logical id. Types without an entry are inert. */
export const propertyTables: Readonly<Record<string, PropertyTable>> = {
  'AWS::S3::Bucket': table(['BucketName', 'VersioningConfiguration'], {
    AccessControl: 'access is by identity policies',
    AnalyticsConfigurations: costs,
    BucketEncryption: encryption,
    IntelligentTieringConfigurations: ages,
    InventoryConfigurations: costs,
    LifecycleConfiguration: ages,
    LoggingConfiguration: 'there are no access logs; the local cloud has a log of its own',
    MetricsConfigurations: costs,
    OwnershipControls: 'there is one owner',
    PublicAccessBlockConfiguration: 'nothing is public here',
  }),
  'AWS::S3::BucketPolicy': table(['Bucket', 'PolicyDocument']),
  'AWS::Glue::Job': table(
    [
      ...[
        'Name',
        'Role',
        'Command',
        'DefaultArguments',
        'NonOverridableArguments',
        'GlueVersion',
        'MaxCapacity',
      ],
      ...['WorkerType', 'NumberOfWorkers', 'AllocatedCapacity', 'Timeout', 'MaxRetries', 'ExecutionProperty'],
      'JobRunQueuingEnabled',
    ],
    {
      Description: words,
      ExecutionClass: capacity,
      JobMode: 'how the console shows the script',
      LogUri: 'Glue itself ignores it',
      MaintenanceWindow: 'concerns streaming jobs, which are refused',
      NotificationProperty: 'delays a notification',
      SecurityConfiguration: encryption,
    },
  ),
  'AWS::StepFunctions::StateMachine': table(
    [
      ...['Definition', 'DefinitionString', 'DefinitionS3Location', 'DefinitionSubstitutions', 'RoleArn'],
      ...['StateMachineName', 'StateMachineType', 'LoggingConfiguration', 'TracingConfiguration', 'Tags'],
    ],
    { EncryptionConfiguration: encryption },
  ),
  'AWS::Lambda::Function': table(
    [
      ...['FunctionName', 'Role', 'Handler', 'Runtime', 'Code', 'Timeout', 'MemorySize', 'Environment'],
      ...['LoggingConfig', 'PackageType', 'DeadLetterConfig', 'ReservedConcurrentExecutions', 'Layers'],
    ],
    {
      Architectures: 'code runs on this machine’s processor; native modules must be built for it',
      Description: words,
      EphemeralStorage: 'the temporary folder is as large as the disk',
      KmsKeyArn: encryption,
      RecursiveLoop: 'loops are not detected',
      RuntimeManagementConfig: 'the runtime is this machine’s',
      SnapStart: 'is about start-up time only',
      TracingConfig: 'there is no X-Ray',
      VpcConfig: network,
    },
  ),
  'AWS::Lambda::EventInvokeConfig': table([
    ...['FunctionName', 'Qualifier', 'MaximumRetryAttempts', 'DestinationConfig', 'MaximumEventAgeInSeconds'],
  ]),
  'AWS::IAM::Role': table(
    ['RoleName', 'AssumeRolePolicyDocument', 'ManagedPolicyArns', 'Policies', 'Path', 'MaxSessionDuration'],
    { Description: words },
  ),
  'AWS::IAM::Policy': table(['PolicyName', 'PolicyDocument', 'Roles'], {
    Users: 'there are no users but the operator',
    Groups: 'there are no groups',
  }),
  'AWS::IAM::ManagedPolicy': table(['ManagedPolicyName', 'PolicyDocument', 'Roles', 'Path'], {
    Description: words,
    Users: 'there are no users but the operator',
    Groups: 'there are no groups',
  }),
  'AWS::SSM::Parameter': table(['Name', 'Type', 'Value', 'AllowedPattern', 'DataType'], {
    Description: words,
    Tier: costs,
  }),
  'AWS::Logs::LogGroup': table(['LogGroupName', 'RetentionInDays'], {
    DataProtectionPolicy: 'messages are kept as they are written',
    DeletionProtectionEnabled: 'nothing deletes a group but `reset`',
    KmsKeyId: encryption,
    LogGroupClass: costs,
  }),
  'AWS::Scheduler::Schedule': table([
    ...[
      'Name',
      'GroupName',
      'State',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'FlexibleTimeWindow',
    ],
    ...['Target', 'Description', 'StartDate', 'EndDate', 'KmsKeyArn'],
  ]),
  'AWS::SNS::Topic': table(['TopicName', 'DisplayName', 'Subscription'], {
    KmsMasterKeyId: encryption,
    SignatureVersion: 'messages leave this machine to nobody who could check a signature',
    TracingConfig: 'there is no X-Ray',
  }),
  'AWS::SNS::Subscription': table(['TopicArn', 'Protocol', 'Endpoint', 'RawMessageDelivery', 'Region'], {
    DeliveryPolicy: 'is about HTTP endpoints, to which nothing is delivered',
    RedrivePolicy: 'what cannot be delivered is told in the log',
  }),
  'AWS::SQS::Queue': table(
    [
      ...[
        'QueueName',
        'FifoQueue',
        'VisibilityTimeout',
        'MessageRetentionPeriod',
        'DelaySeconds',
        'RedrivePolicy',
      ],
      ...['ReceiveMessageWaitTimeSeconds', 'MaximumMessageSize', 'ContentBasedDeduplication'],
    ],
    {
      KmsDataKeyReusePeriodSeconds: encryption,
      KmsMasterKeyId: encryption,
      RedriveAllowPolicy: 'queues may name any other here',
      SqsManagedSseEnabled: encryption,
    },
  ),
  'AWS::Events::Rule': table(
    ['Name', 'EventPattern', 'ScheduleExpression', 'State', 'Targets', 'EventBusName'],
    {
      Description: words,
      RoleArn: 'is about event buses of other accounts',
    },
  ),
  'AWS::RedshiftServerless::Namespace': table(
    [
      ...['NamespaceName', 'DbName', 'AdminUsername', 'AdminUserPassword', 'ManageAdminPassword', 'IamRoles'],
      'DefaultIamRoleArn',
    ],
    {
      AdminPasswordSecretKmsKeyId: encryption,
      FinalSnapshotName: 'nothing deletes a namespace but `reset`',
      FinalSnapshotRetentionPeriod: 'nothing deletes a namespace but `reset`',
      KmsKeyId: encryption,
      LogExports: 'statements are told by the Data API',
    },
  ),
  'AWS::RedshiftServerless::Workgroup': table(
    [
      ...['WorkgroupName', 'NamespaceName', 'BaseCapacity', 'MaxCapacity', 'EnhancedVpcRouting', 'SubnetIds'],
      ...['PubliclyAccessible', 'SecurityGroupIds', 'Port'],
    ],
    { PricePerformanceTarget: capacity, TrackName: 'the warehouse is DuckDB', Workgroup: 'is read-only' },
  ),
  'Custom::CDKBucketDeployment': table(
    [
      ...['ServiceToken', 'SourceBucketNames', 'SourceObjectKeys', 'DestinationBucketName', 'Prune'],
      ...['DestinationBucketKeyPrefix', 'OutputObjectKeys', 'DestinationBucketArn', 'Extract'],
    ],
    {
      RetainOnDelete: 'nothing deletes a deployment but `reset`',
      SystemMetadata: 'scripts are read by their bytes',
      WaitForDistributionInvalidation: 'there is no CloudFront',
    },
  ),
};

/** Throws TemplateError on a property of a served type that the local cloud would have to ignore. */
export function checkProperties({ type, logicalId, stackName, properties }: Resource): void {
  const found = propertyTables[type];
  if (!found) return;
  const unknown = Object.keys(properties).find(
    (name) => !found.works.includes(name) && !Object.hasOwn(found.inert, name),
  );
  if (unknown !== undefined)
    throw new TemplateError(
      stackName,
      ['Resources', logicalId, 'Properties', unknown],
      `the property ${unknown} of ${type} is not supported by the local cloud (see docs/local-cloud.md)`,
    );
}
