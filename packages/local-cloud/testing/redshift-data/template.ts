/** A warehouse as plain CloudFormation: names of nobody's pipeline. */
const trust = (service: string | string[]): object => ({
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});
const policy = (name: string, statements: object[]): object => ({
  PolicyName: name,
  PolicyDocument: { Statement: statements },
});
const allow = (Action: string | string[], Resource: unknown): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});

const workgroupArn = { 'Fn::GetAtt': ['Workgroup', 'Workgroup.WorkgroupArn'] };
const bucketObjects = (prefix: string): object => ({
  'Fn::Sub': `\${Lake.Arn}/${prefix}*`,
});

const ownStatements = {
  ...allow(
    ['redshift-data:DescribeStatement', 'redshift-data:GetStatementResult', 'redshift-data:CancelStatement'],
    '*',
  ),
  Condition: { StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' } },
};
const submit = allow(['redshift-data:ExecuteStatement', 'redshift-data:BatchExecuteStatement'], workgroupArn);

const role = (RoleName: string, service: string | string[], statements: object[]): object => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: trust(service),
    Policies: [policy('own', statements)],
  },
});

/** The template that the tests run. */
export const TEMPLATE = {
  Resources: {
    Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } },
    Namespace: {
      Type: 'AWS::RedshiftServerless::Namespace',
      Properties: {
        NamespaceName: 'analytics',
        DbName: 'dw',
        AdminUsername: 'admin',
        ManageAdminPassword: true,
        DefaultIamRoleArn: { 'Fn::GetAtt': ['CopyRole', 'Arn'] },
        IamRoles: [{ 'Fn::GetAtt': ['CopyRole', 'Arn'] }, { 'Fn::GetAtt': ['NoListRole', 'Arn'] }],
      },
    },
    Workgroup: {
      Type: 'AWS::RedshiftServerless::Workgroup',
      Properties: { WorkgroupName: 'analytics-wg', NamespaceName: { Ref: 'Namespace' }, BaseCapacity: 8 },
    },
    CopyRole: role(
      'copy-role',
      ['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com'],
      [
        allow(['s3:GetObject', 's3:PutObject'], bucketObjects('open/')),
        allow('s3:ListBucket', { 'Fn::GetAtt': ['Lake', 'Arn'] }),
      ],
    ),
    NoListRole: role(
      'no-list-role',
      ['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com'],
      [allow('s3:GetObject', bucketObjects('open/'))],
    ),
    StrangerRole: role(
      'stranger-role',
      ['redshift.amazonaws.com', 'redshift-serverless.amazonaws.com'],
      [allow('s3:*', '*')],
    ),
    LoaderRole: role('loader', 'glue.amazonaws.com', [
      submit,
      ownStatements,
      allow('redshift-data:ListStatements', '*'),
      allow('redshift-serverless:GetCredentials', workgroupArn),
    ]),
    AnalystRole: role('analyst', 'glue.amazonaws.com', [
      submit,
      ownStatements,
      allow('redshift-serverless:GetCredentials', workgroupArn),
    ]),
    NoCredentialsRole: role('no-credentials', 'glue.amazonaws.com', [submit, ownStatements]),
    NoSubmitRole: role('no-submit', 'glue.amazonaws.com', [
      allow('redshift-serverless:GetCredentials', workgroupArn),
    ]),
  },
};
