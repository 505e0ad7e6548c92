/** What names a resource: resolved properties, account, region, and a name for those that have none of their own. */
export interface Naming {
  readonly logicalId: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  readonly text: (property: string) => string | undefined;
  /** `<stack>-<logical id>`, as CloudFormation would make one (without its random part, so that a restart finds it). */
  readonly ownName: string;
}

export interface Identity {
  /** What Ref gives. */
  readonly ref: string;
  readonly arn?: string;
  /** What Fn::GetAtt gives, besides `Arn`. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ResourceType {
  /** `served`: a service of the local cloud works by it. `inert`: it changes nothing here, for the reason given. */
  readonly role: 'served' | 'inert';
  readonly reason?: string;
  readonly identify: (n: Naming) => Identity;
}

const named =
  (
    property: string,
    arnOf: (name: string, n: Naming) => string,
    more: (name: string, n: Naming) => Partial<Identity> = () => ({}),
  ) =>
  (n: Naming): Identity => {
    const name = n.text(property) ?? n.ownName;
    return { ref: name, arn: arnOf(name, n), ...more(name, n) };
  };
const arn = (service: string, n: Naming, rest: string): string =>
  `arn:aws:${service}:${n.region}:${n.accountId}:${rest}`;
const iam = (kind: string) => (name: string, n: Naming) => `arn:aws:iam::${n.accountId}:${kind}/${name}`;

const served = (identify: ResourceType['identify']): ResourceType => ({ role: 'served', identify });
const inert = (
  reason: string,
  identify: ResourceType['identify'] = (n) => ({ ref: n.ownName }),
): ResourceType => ({ role: 'inert', reason, identify });

const network = 'the local cloud has no network of its own: everything listens on 127.0.0.1';
const alarms = 'listed, never evaluated';
const cdk = 'bookkeeping of the CDK';

const withRefArn = (identity: Identity): Identity => ({ ...identity, ref: identity.arn ?? identity.ref });

/** Every resource type that may stand in a template; a template with another one is refused. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': served((n) => {
    const name = n.text('BucketName') ?? n.ownName.toLowerCase();
    const domain = `${name}.s3.amazonaws.com`;
    return {
      ref: name,
      arn: `arn:aws:s3:::${name}`,
      attributes: { DomainName: domain, RegionalDomainName: `${name}.s3.${n.region}.amazonaws.com` },
    };
  }),
  'AWS::S3::BucketPolicy': served((n) => ({ ref: n.text('Bucket') ?? n.ownName })),
  'AWS::Glue::Job': served(named('Name', (name, n) => arn('glue', n, `job/${name}`))),
  'AWS::StepFunctions::StateMachine': served((n) => {
    const name = n.text('StateMachineName') ?? n.ownName;
    return withRefArn({
      ref: name,
      arn: arn('states', n, `stateMachine:${name}`),
      attributes: { Name: name },
    });
  }),
  'AWS::Lambda::Function': served(named('FunctionName', (name, n) => arn('lambda', n, `function:${name}`))),
  'AWS::Lambda::Permission': inert(
    'resource policies of functions are not evaluated; callers need identity policies',
  ),
  'AWS::Lambda::EventInvokeConfig': served((n) => ({ ref: n.ownName })),
  'AWS::Lambda::LayerVersion': inert(
    'layers serve only the provider of bucket deployments, which the local cloud does by itself',
    (n) => ({ ref: arn('lambda', n, `layer:${n.ownName}:1`) }),
  ),
  'AWS::IAM::Role': served(
    named('RoleName', iam('role'), (name) => ({
      attributes: { RoleId: `AROA${name.replace(/\W/g, '').toUpperCase().padEnd(17, 'X').slice(0, 17)}` },
    })),
  ),
  'AWS::IAM::Policy': served((n) => ({ ref: n.text('PolicyName') ?? n.ownName })),
  'AWS::IAM::ManagedPolicy': served((n) =>
    withRefArn({ ref: '', arn: iam('policy')(n.text('ManagedPolicyName') ?? n.ownName, n) }),
  ),
  'AWS::SSM::Parameter': served((n) => ({
    ref: n.text('Name') ?? n.ownName,
    attributes: { Value: n.text('Value') ?? '', Type: n.text('Type') ?? 'String' },
  })),
  'AWS::Logs::LogGroup': served((n) => {
    const name = n.text('LogGroupName') ?? n.ownName;
    return { ref: name, arn: `${arn('logs', n, `log-group:${name}`)}:*` };
  }),
  'AWS::Scheduler::Schedule': served(
    named('Name', (name, n) => arn('scheduler', n, `schedule/${n.text('GroupName') ?? 'default'}/${name}`)),
  ),
  'AWS::SNS::Topic': served((n) => {
    const name = n.text('TopicName') ?? n.ownName;
    return {
      ref: arn('sns', n, name),
      arn: arn('sns', n, name),
      attributes: { TopicName: name, TopicArn: arn('sns', n, name) },
    };
  }),
  'AWS::SNS::Subscription': served((n) => ({ ref: `${n.text('TopicArn')}:${n.logicalId}` })),
  'AWS::Scheduler::ScheduleGroup': inert('names schedules, nothing more'),
  'AWS::SNS::TopicPolicy': inert('resource policies of topics are not evaluated'),
  'AWS::SQS::Queue': served((n) => {
    const name = n.text('QueueName') ?? n.ownName;
    return {
      ref: `https://sqs.${n.region}.amazonaws.com/${n.accountId}/${name}`,
      arn: arn('sqs', n, name),
      attributes: { QueueName: name },
    };
  }),
  'AWS::SQS::QueuePolicy': inert('resource policies of queues are not evaluated'),
  'AWS::Events::Rule': served(named('Name', (name, n) => arn('events', n, `rule/${name}`))),
  'AWS::CloudWatch::Alarm': inert(
    alarms,
    named('AlarmName', (name, n) => arn('cloudwatch', n, `alarm:${name}`)),
  ),
  'AWS::CloudWatch::Dashboard': inert(alarms, (n) => ({ ref: n.text('DashboardName') ?? n.ownName })),
  'AWS::RedshiftServerless::Namespace': served((n) => {
    const name = n.text('NamespaceName') ?? n.ownName;
    const own = arn('redshift-serverless', n, `namespace/${name}`);
    return {
      ref: name,
      arn: own,
      attributes: {
        'Namespace.NamespaceArn': own,
        'Namespace.NamespaceId': name,
        'Namespace.NamespaceName': name,
      },
    };
  }),
  'AWS::RedshiftServerless::Workgroup': served((n) => {
    const name = n.text('WorkgroupName') ?? n.ownName;
    const own = arn('redshift-serverless', n, `workgroup/${name}`);
    return {
      ref: name,
      arn: own,
      attributes: {
        'Workgroup.WorkgroupArn': own,
        'Workgroup.WorkgroupId': name,
        'Workgroup.WorkgroupName': name,
        'Workgroup.Endpoint.Address': '127.0.0.1',
        'Workgroup.Endpoint.Port': '5439',
      },
    };
  }),
  'AWS::EC2::VPC': inert(network, (n) => ({
    ref: `vpc-${n.logicalId}`,
    attributes: {
      VpcId: `vpc-${n.logicalId}`,
      CidrBlock: n.text('CidrBlock') ?? '',
      DefaultSecurityGroup: `sg-default-${n.logicalId}`,
    },
  })),
  'AWS::EC2::Subnet': inert(network, (n) => ({
    ref: `subnet-${n.logicalId}`,
    attributes: { SubnetId: `subnet-${n.logicalId}`, AvailabilityZone: n.text('AvailabilityZone') ?? '' },
  })),
  'AWS::EC2::RouteTable': inert(network),
  'AWS::EC2::Route': inert(network),
  'AWS::EC2::SubnetRouteTableAssociation': inert(network),
  'AWS::EC2::SecurityGroup': inert(network, (n) => ({
    ref: `sg-${n.logicalId}`,
    attributes: { GroupId: `sg-${n.logicalId}`, VpcId: n.text('VpcId') ?? '' },
  })),
  'AWS::EC2::SecurityGroupIngress': inert(network),
  'AWS::EC2::SecurityGroupEgress': inert(network),
  'AWS::EC2::VPCEndpoint': inert(network),
  'AWS::KMS::Key': inert('objects lie unencrypted on this machine', (n) => ({
    ref: n.ownName,
    arn: arn('kms', n, `key/${n.ownName}`),
    attributes: { KeyId: n.ownName },
  })),
  'AWS::KMS::Alias': inert('objects lie unencrypted on this machine'),
  'AWS::CDK::Metadata': inert(cdk),
  'Custom::S3AutoDeleteObjects': inert('acts when a stack is deleted; `reset` empties the local cloud'),
  'Custom::CDKBucketDeployment': served((n) => ({
    ref: n.ownName,
    attributes: { DestinationBucketArn: `arn:aws:s3:::${n.text('DestinationBucketName') ?? ''}` },
  })),
  'Custom::VpcRestrictDefaultSG': inert(network),
};
