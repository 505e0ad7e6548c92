import { CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACCOUNT, TestAccount } from '../../../../testing/cloudformation/account.ts';
import { role } from '../../../../testing/template-cloud.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const arnOf = (name: string): string => `arn:aws:iam::${ACCOUNT.accountId}:role/${name}`;
const RoleARN = arnOf('deployer');
/** Rights to buckets and queues, by a role that `service` may assume. */
const deployer = (actions: readonly string[], service = 'cloudformation.amazonaws.com') => ({
  Resources: { Deployer: role(service, actions, 'deployer') },
});
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'the-bucket' } };
const queue = { Type: 'AWS::SQS::Queue' };

describe('resources are written as the stack’s role', () => {
  test('which lacks a right: the resource fails, names it, and is rolled back', async () => {
    await account.deploy('roles', deployer(['s3:*']));
    const { StackStatus } = await account.deploy(
      'shop',
      { Resources: { Data: bucket, Tasks: queue } },
      { RoleARN },
    );
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('shop')).find((event) => event.startsWith('Tasks CREATE_FAILED'))).toMatch(
      /Resource handler returned message: "User: arn:aws:sts::111122223333:assumed-role\/deployer\/AWSCloudFormation is not authorized to perform: sqs:CreateQueue on resource: arn:aws:sqs:eu-central-1:111122223333:shop-Tasks-\w{12} because no identity-based policy allows the sqs:CreateQueue action .*HandlerErrorCode: AccessDenied\)/,
    );
  });

  test('which has them all', async () => {
    await account.deploy('roles', deployer(['s3:*', 'sqs:*']));
    const stack = await account.deploy('shop', { Resources: { Data: bucket, Tasks: queue } }, { RoleARN });
    expect([stack.StackStatus, stack.RoleARN]).toEqual(['CREATE_COMPLETE', RoleARN]);
  });

  test('which is the stack’s from then on, for deletions too', async () => {
    await account.deploy('roles', deployer(['s3:*']));
    await account.deploy('shop', { Resources: { Data: bucket } }, { RoleARN });
    const { StackStatus } = await account.deploy('shop', { Resources: { Data: bucket, Tasks: queue } });
    expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    await account.deploy('roles', deployer(['s3:CreateBucket', 's3:Get*', 's3:List*', 's3:Put*']));
    const failed = await account.delete('shop');
    expect(failed.StackStatus).toBe('DELETE_FAILED');
    expect((await account.events('shop')).join('\n')).toContain('not authorized to perform: s3:DeleteBucket');
  });

  test('which hands on the roles of what it makes', async () => {
    const { Deployer } = deployer(['lambda:*', 'iam:Get*', 'ec2:*', 's3:*', 'logs:*']).Resources;
    await account.deploy('roles', {
      Resources: { Deployer, Worker: role('lambda.amazonaws.com', [], 'worker') },
    });
    const fn = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Role: arnOf('worker'),
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Code: { ZipFile: '' },
      },
    };
    const { StackStatus } = await account.deploy('shop', { Resources: { Fn: fn } }, { RoleARN });
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('shop')).join('\n')).toContain(
      `not authorized to perform: iam:PassRole on resource: ${arnOf('worker')}`,
    );
  });
});

test('a role that may make bounded roles only makes no other', async () => {
  const boundary = `arn:aws:iam::${ACCOUNT.accountId}:policy/boundary`;
  const unbounded = { StringNotEquals: { 'iam:PermissionsBoundary': boundary } };
  const statements = [
    { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
    { Effect: 'Deny', Action: 'iam:CreateRole', Resource: '*', Condition: unbounded },
  ];
  const { Deployer } = deployer([]).Resources;
  const Policies = [{ PolicyName: 'bounded', PolicyDocument: { Statement: statements } }];
  const PolicyDocument = { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };
  await account.deploy('roles', {
    Resources: {
      Deployer: { ...Deployer, Properties: { ...Deployer.Properties, Policies } },
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { ManagedPolicyName: 'boundary', PolicyDocument },
      },
    },
  });
  const worker = (more: object) => {
    const own = role('lambda.amazonaws.com', []);
    return { Resources: { Worker: { ...own, Properties: { ...own?.Properties, ...more } } } };
  };
  const free = await account.deploy('free', worker({}), { RoleARN });
  expect(free.StackStatus).toBe('ROLLBACK_COMPLETE');
  expect((await account.events('free')).join('\n')).toContain(
    'with an explicit deny in an identity-based policy',
  );
  const bounded = await account.deploy('bounded', worker({ PermissionsBoundary: boundary }), { RoleARN });
  expect(bounded.StackStatus).toBe('CREATE_COMPLETE');
});

test('a role that CloudFormation cannot assume, or that is not there, is refused before anything is done', async () => {
  await account.deploy('roles', deployer(['s3:*'], 'glue.amazonaws.com'));
  for (const RoleARN of [arnOf('deployer'), arnOf('nobody')])
    await expect(account.changeSet('shop', { Resources: { Data: bucket } }, { RoleARN })).rejects.toThrow(
      `Role ${RoleARN} is invalid or cannot be assumed`,
    );
});

describe('a caller that is a role', () => {
  const caller = (actions: readonly string[]) => ({
    Caller: role('lambda.amazonaws.com', actions, 'caller'),
  });
  const asCaller = async (input: object) => {
    const { kernel } = account.cloud.cloud;
    const credentials = kernel.assumeRole(
      arnOf('caller'),
      'test',
      'lambda.amazonaws.com',
      'arn:aws:lambda:x',
    );
    const client = new (
      account.client.constructor as typeof import('@aws-sdk/client-cloudformation').CloudFormationClient
    )({
      ...account.cloud.client,
      credentials,
    });
    await client.send(new CreateStackCommand({ StackName: 'shop', ...input }));
    return account.settled('shop');
  };
  const TemplateBody = JSON.stringify({ Resources: { Data: bucket } });

  test('may hand a role on only where its policies say so', async () => {
    const { Deployer } = deployer(['s3:*']).Resources;
    await account.deploy('roles', { Resources: { Deployer, ...caller(['cloudformation:*']) } });
    await expect(asCaller({ TemplateBody, RoleARN })).rejects.toThrow(
      `not authorized to perform: iam:PassRole on resource: ${RoleARN}`,
    );
    await account.deploy('roles', {
      Resources: { Deployer, ...caller(['cloudformation:*', 'iam:PassRole']) },
    });
    expect((await asCaller({ TemplateBody, RoleARN })).StackStatus).toBe('CREATE_COMPLETE');
  });

  test('writes resources with its own rights where the stack has no role', async () => {
    await account.deploy('roles', { Resources: caller(['cloudformation:*']) });
    expect((await asCaller({ TemplateBody })).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('shop')).join('\n')).toContain('not authorized to perform: s3:');
  });

  test('reads a template from a bucket with its own rights', async () => {
    await account.deploy('roles', { Resources: caller(['cloudformation:*']) });
    await new S3Client(account.cloud.client).send(new CreateBucketCommand({ Bucket: 'templates' }));
    await account.cloud.cloud.kernel.offers.s3.putBytes('templates', 'a/t.json', Buffer.from(TemplateBody));
    const TemplateURL = 'https://templates.s3.eu-central-1.amazonaws.com/a/t.json';
    await expect(asCaller({ TemplateURL })).rejects.toThrow('not authorized to perform: s3:GetObject');
    await account.deploy('roles', { Resources: caller(['cloudformation:*', 's3:*', 'iam:*']) });
    expect((await asCaller({ TemplateURL })).StackStatus).toBe('CREATE_COMPLETE');
  });
});
