import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListImagesCommand,
} from '@aws-sdk/client-ecr';
import {
  CreatePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
} from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, loadAssembly, startCloud } from '../cloud.ts';

/** The template by which `cdk bootstrap` of the pinned version prepares an account. */
const TEMPLATE = join(
  dirname(new URL(import.meta.resolve('aws-cdk/package.json')).pathname),
  'lib/api/bootstrap/bootstrap-template.yaml',
);
const ACCOUNT = '000000000000';
const suffix = `${ACCOUNT}-us-east-1`;
const BUCKET = `cdk-hnb659fds-assets-${suffix}`;
const REPOSITORY = `cdk-hnb659fds-container-assets-${suffix}`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-${name}-${suffix}`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bootstrap-'));
  mkdirSync(join(folder, 'assembly'));
  copyFileSync(TEMPLATE, join(folder, 'assembly/CDKToolkit.yaml'));
});
afterEach(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

let cloud: Cloud | undefined;

/** Starts a local cloud that holds the template with these parameters, on the state of the one before. */
async function bootstrapped(parameters: Readonly<Record<string, string>> = {}) {
  await cloud?.stop();
  cloud = undefined;
  cloud = await startCloud({
    holds: (endpoint) => loadAssembly(join(folder, 'assembly'), endpoint, parameters),
    stateDir: join(folder, 'state'),
    sharedDir: join(folder, 'shared'),
    port: 0,
    log: () => undefined,
    token: 'test',
  });
  const operator = {
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: cloud.kernel.keys.operator(),
  };
  const as = async (role: string) => {
    const asked = { RoleArn: roleArn(role), RoleSessionName: 'aws-cdk-me' };
    const { Credentials } = await new STSClient(operator).send(new AssumeRoleCommand(asked));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return { ...operator, credentials };
  };
  return { operator, as };
}

const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'done',
    (error: Error) => error.name,
  );

test('every resource of the template is there, and can be asked for', async () => {
  const { operator } = await bootstrapped();
  const iam = new IAMClient(operator);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  expect(Roles.map(({ RoleName }) => RoleName?.split('-000')[0]).sort()).toEqual([
    'cdk-hnb659fds-cfn-exec-role',
    'cdk-hnb659fds-deploy-role',
    'cdk-hnb659fds-file-publishing-role',
    'cdk-hnb659fds-image-publishing-role',
    'cdk-hnb659fds-lookup-role',
  ]);
  const RoleName = `cdk-hnb659fds-deploy-role-${suffix}`;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role).toMatchObject({
    MaxSessionDuration: 3600,
    Tags: [{ Key: 'aws-cdk:bootstrap-role', Value: 'deploy' }],
  });
  const { PolicyDocument = '' } = await iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'default' }),
  );
  expect(JSON.parse(decodeURIComponent(PolicyDocument)).Statement[0].Sid).toBe('DeployPermissions');
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([
    {
      PolicyName: 'AWSCloudFormationReadOnlyAccess',
      PolicyArn: 'arn:aws:iam::aws:policy/AWSCloudFormationReadOnlyAccess',
    },
  ]);

  const { Parameter } = await new SSMClient(operator).send(
    new GetParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version' }),
  );
  expect(Number(Parameter?.Value)).toBeGreaterThan(30);

  const kms = new KMSClient(operator);
  const { Aliases = [] } = await kms.send(new ListAliasesCommand({}));
  expect(Aliases.map(({ AliasName }) => AliasName)).toEqual(['alias/cdk-hnb659fds-assets-key']);
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: Aliases[0]?.AliasName }));
  expect(KeyMetadata).toMatchObject({ KeyId: Aliases[0]?.TargetKeyId, KeyState: 'Enabled' });
  const { Policy = '' } = await kms.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.Arn }));
  expect(JSON.parse(Policy).Statement).toHaveLength(3);

  const ecr = new ECRClient(operator);
  const repositoryName = REPOSITORY;
  const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [REPOSITORY] }));
  expect(repositories).toMatchObject([{ repositoryName, imageTagMutability: 'IMMUTABLE' }]);
  expect(await ecr.send(new ListImagesCommand({ repositoryName }))).toMatchObject({ imageIds: [] });
  expect(await ecr.send(new DescribeImagesCommand({ repositoryName }))).toMatchObject({ imageDetails: [] });
  const { policyText = '' } = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }));
  expect(JSON.parse(policyText).Statement).toHaveLength(2);
  const { lifecyclePolicyText = '' } = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
  expect(JSON.parse(lifecyclePolicyText).rules).toHaveLength(1);
});

test('what is not served is refused by name: a push of an image, and the use of a key', async () => {
  const { as, operator } = await bootstrapped();
  const ecr = new ECRClient(await as('image-publishing-role'));
  await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toThrow('GetAuthorizationToken');
  const kms = new KMSClient(operator);
  const KeyId = 'alias/cdk-hnb659fds-assets-key';
  await expect(kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') }))).rejects.toThrow(
    'Encrypt',
  );
});

describe('with the role that publishes files', () => {
  /** As `cdk deploy` does it: AssetPublishing and S3 handler of the command line. */
  async function publish(client: S3ClientConfig): Promise<string | undefined> {
    const s3 = new S3Client(client);
    const owned = { Bucket: BUCKET, ExpectedBucketOwner: ACCOUNT };
    await s3.send(new HeadBucketCommand(owned));
    await s3.send(new GetBucketLocationCommand(owned));
    const { ServerSideEncryptionConfiguration: configuration } = await s3.send(
      new GetBucketEncryptionCommand(owned),
    );
    const { SSEAlgorithm, KMSMasterKeyID } =
      configuration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
    const Key = 'f00.json';
    const before = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: Key, MaxKeys: 1 }));
    expect(before.Contents ?? []).toEqual([]);
    await s3.send(
      new PutObjectCommand({
        ...owned,
        Key,
        Body: '{}',
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
        ...(SSEAlgorithm === undefined ? {} : { ServerSideEncryption: SSEAlgorithm }),
        ...(KMSMasterKeyID === undefined ? {} : { SSEKMSKeyId: KMSMasterKeyID }),
      }),
    );
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: Key, MaxKeys: 1 }));
    expect(Contents).toMatchObject([{ Key }]);
    return SSEAlgorithm;
  }

  test.each([
    ['a key of its own', {}, 'aws:kms'],
    ['the key of AWS', { FileAssetsBucketKmsKeyId: 'AWS_MANAGED_KEY' }, 'aws:kms'],
  ])('files arrive in a bucket with %s', async (_, parameters, algorithm) => {
    const { as } = await bootstrapped(parameters);
    expect(await publish(await as('file-publishing-role'))).toBe(algorithm);
  });

  test('nothing else is reached', async () => {
    const { as } = await bootstrapped();
    const role = await as('file-publishing-role');
    const stacks = new CloudFormationClient(role).send(new DescribeStacksCommand({}));
    expect(await outcome(stacks)).toBe('AccessDenied');
    const Name = '/cdk-bootstrap/hnb659fds/version';
    expect(await outcome(new SSMClient(role).send(new GetParameterCommand({ Name })))).toBe(
      'AccessDeniedException',
    );
  });
});

test('the bucket is as the template says', async () => {
  const { operator } = await bootstrapped();
  const s3 = new S3Client(operator);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status).toBe('Enabled');
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }));
  expect(Rules.map(({ ID }) => ID)).toEqual(['CleanupOldVersions', 'AbortIncompleteMultipartUploads']);
  expect(Rules[1]?.AbortIncompleteMultipartUpload).toEqual({ DaysAfterInitiation: 1 });
});

test('the role that deploys reads stacks and the version, the role that looks up reads everything, and both write nothing', async () => {
  const { as } = await bootstrapped();
  const Name = '/cdk-bootstrap/hnb659fds/version';
  const put = new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'x' });
  for (const role of ['deploy-role', 'lookup-role']) {
    const client = await as(role);
    const outcomes = [
      await outcome(new CloudFormationClient(client).send(new DescribeStacksCommand({}))),
      await outcome(new SSMClient(client).send(new GetParameterCommand({ Name }))),
      await outcome(new S3Client(client).send(new GetObjectCommand({ Bucket: BUCKET, Key: 'none' }))),
      await outcome(new S3Client(client).send(put)),
    ];
    expect([role, ...outcomes]).toEqual([role, 'done', 'done', 'NoSuchKey', 'AccessDenied']);
  }
});

test('no role of the template is handed to who brings an external id', async () => {
  const { operator } = await bootstrapped();
  for (const name of ['deploy-role', 'file-publishing-role', 'lookup-role', 'image-publishing-role']) {
    const asked = { RoleArn: roleArn(name), RoleSessionName: 'me', ExternalId: 'id' };
    expect(await outcome(new STSClient(operator).send(new AssumeRoleCommand(asked)))).toBe('AccessDenied');
  }
  const execution = { RoleArn: roleArn('cfn-exec-role'), RoleSessionName: 'me' };
  expect(await outcome(new STSClient(operator).send(new AssumeRoleCommand(execution)))).toBe('AccessDenied');
});

test('a permissions boundary that was created before bounds every role that it is put on', async () => {
  const name = 'boundary';
  const { operator: first } = await bootstrapped({ UseExamplePermissionsBoundary: 'true' });
  const document = {
    Statement: [{ Effect: 'Allow', NotAction: 'cloudformation:*', Resource: '*' }],
  };
  await new IAMClient(first).send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }),
  );
  const { as, operator } = await bootstrapped({
    InputPermissionsBoundary: name,
    ApplyPermissionsBoundaryToAllRoles: 'true',
  });
  const RoleName = `cdk-hnb659fds-cfn-exec-role-${suffix}`;
  const { Role } = await new IAMClient(operator).send(new GetRoleCommand({ RoleName }));
  expect(Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(`arn:aws:iam::${ACCOUNT}:policy/${name}`);
  const Name = '/cdk-bootstrap/hnb659fds/version';
  const role = await as('deploy-role');
  expect(await outcome(new SSMClient(role).send(new GetParameterCommand({ Name })))).toBe('done');
  await expect(new CloudFormationClient(role).send(new DescribeStacksCommand({}))).rejects.toThrow(
    'because no permissions boundary allows the cloudformation:DescribeStacks action',
  );
});

test('a permissions boundary that is not there is refused, as IAM refuses it', async () => {
  await expect(bootstrapped({ InputPermissionsBoundary: 'none' })).rejects.toThrow(
    'policy/none does not exist or is not attachable',
  );
});
