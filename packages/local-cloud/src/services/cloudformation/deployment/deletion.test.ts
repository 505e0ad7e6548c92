import {
  DeleteStackCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStacksCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'the-bucket' } };
const s3 = (): S3Client => new S3Client(account.cloud.client);
const put = () => s3().send(new PutObjectCommand({ Bucket: 'the-bucket', Key: 'a', Body: 'a' }));
const exists = (): Promise<boolean> =>
  s3()
    .send(new HeadBucketCommand({ Bucket: 'the-bucket' }))
    .then(
      () => true,
      () => false,
    );

describe('a stack with a bucket that is not empty', () => {
  beforeEach(async () => {
    await account.deploy('shop', { Resources: { Data: bucket } });
    await put();
    const failed = await account.delete('shop');
    expect([failed.StackStatus, failed.StackStatusReason]).toEqual([
      'DELETE_FAILED',
      'The following resource(s) failed to delete: [Data]. ',
    ]);
    expect((await account.events('shop')).find((event) => event.startsWith('Data DELETE_FAILED'))).toContain(
      'The bucket you tried to delete is not empty',
    );
  });

  test('is deleted once the bucket is empty', async () => {
    await s3().send(new DeleteObjectCommand({ Bucket: 'the-bucket', Key: 'a' }));
    expect((await account.delete('shop')).StackStatus).toBe('DELETE_COMPLETE');
    expect(await exists()).toBe(false);
  });

  test.each([[{ RetainResources: ['Data'] }], [{ DeletionMode: 'FORCE_DELETE_STACK' }]])(
    'is deleted without the bucket by %j',
    async (more) => {
      expect((await account.delete('shop', more)).StackStatus).toBe('DELETE_COMPLETE');
      expect(await exists()).toBe(true);
    },
  );
});

test('a stack whose bucket empties itself is deleted with its objects', async () => {
  const emptied = {
    Resources: {
      Data: bucket,
      Empty: {
        Type: 'Custom::S3AutoDeleteObjects',
        Properties: {
          ServiceToken: 'arn:aws:lambda:eu-central-1:111122223333:function:x',
          BucketName: { Ref: 'Data' },
        },
      },
    },
  };
  await account.deploy('shop', emptied);
  await put();
  expect((await account.delete('shop')).StackStatus).toBe('DELETE_COMPLETE');
  expect(await exists()).toBe(false);
});

test.each([
  ['Retain', true],
  ['RetainExceptOnCreate', true],
  ['Delete', false],
])('what has the policy %s is there afterwards: %s', async (DeletionPolicy, there) => {
  await account.deploy('shop', { Resources: { Data: { ...bucket, DeletionPolicy } } });
  await account.delete('shop');
  expect(await exists()).toBe(there);
});

test('a protected stack is deleted once it is protected no more', async () => {
  await account.deploy('shop', { Resources: { Data: bucket } });
  const protect = (EnableTerminationProtection: boolean) =>
    account.client.send(
      new UpdateTerminationProtectionCommand({ StackName: 'shop', EnableTerminationProtection }),
    );
  await protect(true);
  expect((await account.stack('shop')).EnableTerminationProtection).toBe(true);
  await expect(account.delete('shop')).rejects.toThrow(
    'Stack [shop] cannot be deleted while TerminationProtection is enabled',
  );
  await protect(false);
  expect((await account.delete('shop')).StackStatus).toBe('DELETE_COMPLETE');
});

test('a stack that is not there is as good as deleted; resources are retained only after a failure', async () => {
  await account.client.send(new DeleteStackCommand({ StackName: 'none' }));
  await account.deploy('shop', { Resources: { Data: bucket } });
  await expect(account.delete('shop', { RetainResources: ['Data'] })).rejects.toThrow('DELETE_FAILED');
});

test('a deleted stack is described by its id, and its name is free', async () => {
  const { StackId = '' } = await account.deploy('shop', { Resources: { Data: bucket } });
  await account.delete('shop');
  await account.restart();
  expect(await account.stack(StackId)).toMatchObject({ StackStatus: 'DELETE_COMPLETE', StackName: 'shop' });
  const { StackSummaries = [] } = await account.client.send(
    new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
  );
  expect(StackSummaries.map((one) => one.StackId)).toEqual([StackId]);
  expect((await account.deploy('shop', { Resources: { Data: bucket } })).StackId).not.toBe(StackId);
});

describe('an export that another stack imports', () => {
  const exporting = (value: string, name = 'the-name') => ({
    Resources: {
      A: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/a', Type: 'String', Value: value } },
    },
    Outputs: { Out: { Value: value, Export: { Name: name } } },
  });
  const importing = {
    Resources: {
      B: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/b', Type: 'String', Value: { 'Fn::ImportValue': 'the-name' } },
      },
    },
  };
  beforeEach(async () => {
    await account.deploy('giver', exporting('1'));
    await account.deploy('taker', importing);
  });

  test('is listed with who imports it, and gives its value', async () => {
    const { Exports } = await account.client.send(new ListExportsCommand({}));
    expect(Exports?.map(({ Name, Value }) => [Name, Value])).toEqual([['the-name', '1']]);
    const { Imports } = await account.client.send(new ListImportsCommand({ ExportName: 'the-name' }));
    expect(Imports).toEqual(['taker']);
    const { Parameter } = await new SSMClient(account.cloud.client).send(
      new GetParameterCommand({ Name: '/b' }),
    );
    expect(Parameter?.Value).toBe('1');
  });

  test.each([
    ['changed', exporting('2'), 'Export the-name cannot be updated as it is in use by taker'],
    ['taken away', exporting('1', 'another'), 'Export the-name cannot be deleted as it is in use by taker'],
  ])('is not %s', async (_, template, reason) => {
    const { StackStatus } = await account.deploy('giver', template);
    expect(StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await account.events('giver')).toContain(`giver UPDATE_ROLLBACK_IN_PROGRESS (${reason})`);
  });

  test('keeps its stack from being deleted until nobody imports it', async () => {
    const failed = await account.delete('giver');
    expect([failed.StackStatus, failed.StackStatusReason]).toEqual([
      'DELETE_FAILED',
      'Export the-name cannot be deleted as it is in use by taker',
    ]);
    await account.delete('taker');
    expect((await account.delete('giver')).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('has a name that no other stack can export', async () => {
    const second = { ...exporting('3'), Resources: { C: { Type: 'AWS::SNS::Topic' } } };
    expect((await account.deploy('second', second)).StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('second')).join('\n')).toContain(
      'Export with name the-name is already exported by stack giver.',
    );
  });
});
