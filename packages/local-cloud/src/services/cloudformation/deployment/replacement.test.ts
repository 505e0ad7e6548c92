import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../../../testing/cloudformation/account.ts';

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const resources = (Resources: object) => ({ Resources });
const bucket = (Properties: object = {}, more: object = {}) => ({
  Type: 'AWS::S3::Bucket',
  Properties,
  ...more,
});
const topic = (Properties: object = {}, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties,
  ...more,
});
const buckets = async (): Promise<(string | undefined)[]> => {
  const { Buckets = [] } = await new S3Client(account.cloud.client).send(new ListBucketsCommand({}));
  return Buckets.map(({ Name }) => Name);
};

describe('a change that only another resource can have', () => {
  test('makes the new one first, then takes the old one away, and whoever refers to it gets the new name', async () => {
    const template = (name: string) => ({
      ...resources({
        Data: bucket({ BucketName: name }),
        Name: {
          Type: 'AWS::SSM::Parameter',
          Properties: { Name: '/name', Type: 'String', Value: { Ref: 'Data' } },
        },
      }),
    });
    await account.deploy('shop', template('first-bucket'));
    const before = (await account.events('shop')).length;
    await account.deploy('shop', template('second-bucket'));
    expect((await account.events('shop')).slice(before)).toEqual([
      'shop UPDATE_IN_PROGRESS (User Initiated)',
      'Data UPDATE_IN_PROGRESS (Requested update requires the creation of a new physical resource; hence creating one.)',
      'Data UPDATE_IN_PROGRESS (Resource creation Initiated)',
      'Data UPDATE_COMPLETE',
      'Name UPDATE_IN_PROGRESS',
      'Name UPDATE_COMPLETE',
      'shop UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
      'Data DELETE_IN_PROGRESS',
      'Data DELETE_COMPLETE',
      'shop UPDATE_COMPLETE',
    ]);
    expect(await buckets()).toEqual(['second-bucket']);
    const { Parameter } = await new SSMClient(account.cloud.client).send(
      new GetParameterCommand({ Name: '/name' }),
    );
    expect(Parameter?.Value).toBe('second-bucket');
  });

  test('leaves the old one where its UpdateReplacePolicy says so', async () => {
    const template = (name: string) =>
      resources({ Data: bucket({ BucketName: name }, { UpdateReplacePolicy: 'Retain' }) });
    await account.deploy('shop', template('first-bucket'));
    await account.deploy('shop', template('second-bucket'));
    expect(await buckets()).toEqual(['first-bucket', 'second-bucket']);
    expect(await account.events('shop')).toContain('Data DELETE_SKIPPED');
  });

  test('is undone with the new one where the update fails, and the old one is as it was', async () => {
    await account.deploy('shop', resources({ Data: bucket({ BucketName: 'first-bucket' }), Last: topic() }));
    account.failOnce('shop/Last');
    const failed = await account.deploy(
      'shop',
      resources({ Data: bucket({ BucketName: 'second-bucket' }), Last: topic({ DisplayName: 'x' }) }),
    );
    expect(failed.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await buckets()).toEqual(['first-bucket']);
  });

  test('gives a resource without a name of its own another one', async () => {
    const subscribed = (endpoint: string) => ({
      ...resources({
        Topic: topic(),
        Queue: { Type: 'AWS::SQS::Queue' },
        Sub: {
          Type: 'AWS::SNS::Subscription',
          Properties: {
            TopicArn: { Ref: 'Topic' },
            Protocol: 'sqs',
            Endpoint: { 'Fn::GetAtt': [endpoint, 'Arn'] },
          },
        },
        Other: { Type: 'AWS::SQS::Queue' },
      }),
      Outputs: { Sub: { Value: { Ref: 'Sub' } } },
    });
    const first = await account.deploy('shop', subscribed('Queue'));
    const second = await account.deploy('shop', subscribed('Other'));
    expect(second.StackStatus).toBe('UPDATE_COMPLETE');
    expect(second.Outputs?.[0]?.OutputValue).not.toBe(first.Outputs?.[0]?.OutputValue);
  });

  test('fails where the name is the template’s and stays the same, as on AWS', async () => {
    const group = (description: string) =>
      resources({
        Policy: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            ManagedPolicyName: 'mine',
            Description: description,
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] },
          },
        },
      });
    await account.deploy('shop', group('one'));
    const { Changes } = await account.changeSet('shop', group('two'));
    expect(Changes?.[0]?.ResourceChange).toMatchObject({ Action: 'Modify', Replacement: 'True' });
    expect((await account.deploy('shop', group('two'))).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect((await account.events('shop')).join('\n')).toContain(
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename arn:aws:iam::111122223333:policy/mine and update the stack again.',
    );
  });
});

test('names that CloudFormation makes are stack, logical id and twelve characters, and stay with an update', async () => {
  const named = (DisplayName: string) => ({
    ...resources({ Topic: topic({ DisplayName }) }),
    Outputs: { Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } } },
  });
  const nameOf = async (display: string) =>
    (await account.deploy('shop', named(display))).Outputs?.[0]?.OutputValue;
  const name = await nameOf('one');
  expect(name).toMatch(/^shop-Topic-[A-Za-z0-9]{12}$/);
  expect(await nameOf('two')).toBe(name);
});

describe('a name that is taken', () => {
  const taken = async (template: object): Promise<string> => {
    const { StackStatus } = await account.deploy('second', { ...template });
    expect(StackStatus).toBe('ROLLBACK_COMPLETE');
    return (await account.events('second')).find((event) => event.includes('CREATE_FAILED')) ?? '';
  };
  const template = resources({ Data: bucket({ BucketName: 'the-bucket' }, { DeletionPolicy: 'Retain' }) });

  test('by another stack', async () => {
    const { StackId } = await account.deploy('first', template);
    expect(await taken(template)).toBe(`Data CREATE_FAILED (the-bucket already exists in stack ${StackId})`);
    expect(await buckets()).toEqual(['the-bucket']);
  });

  test('by what a deleted stack left', async () => {
    await account.deploy('first', template);
    await account.delete('first');
    expect(await taken(template)).toContain(
      "Resource of type 'AWS::S3::Bucket' with identifier 'the-bucket' already exists.",
    );
    expect(await buckets()).toEqual(['the-bucket']);
  });

  test('by a client: a bucket, a parameter', async () => {
    await new S3Client(account.cloud.client).send(new CreateBucketCommand({ Bucket: 'the-bucket' }));
    expect(await taken(template)).toContain('already exists');
    await new SSMClient(account.cloud.client).send(
      new PutParameterCommand({ Name: '/a', Value: '1', Type: 'String' }),
    );
    await account.delete('second');
    const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/a', Type: 'String', Value: '2' } };
    expect(await taken(resources({ A: parameter }))).toContain("'/a' already exists");
  });

  test('by what a deleted stack left, which a change set may take over', async () => {
    await account.deploy('first', template);
    await account.delete('first');
    const more = { ImportExistingResources: true };
    const { Changes } = await account.changeSet('second', template, more);
    expect(Changes?.[0]?.ResourceChange).toMatchObject({
      Action: 'Import',
      PhysicalResourceId: 'the-bucket',
    });
    expect((await account.deploy('second', template, more)).StackStatus).toBe('CREATE_COMPLETE');
    expect(await account.events('second')).toContain('Data IMPORT_COMPLETE');
    await account.restart();
    expect(await buckets()).toEqual(['the-bucket']);
    const gone = resources({ Data: bucket({ BucketName: 'the-bucket' }), Other: topic() });
    await account.deploy('second', gone);
    await account.delete('second');
    expect(await buckets()).toEqual([]);
  });

  test('stays where the deployment that took it over is rolled back', async () => {
    await account.deploy('first', template);
    await account.delete('first');
    const { Data } = {
      Data: bucket({ BucketName: 'the-bucket' }, { DeletionPolicy: 'RetainExceptOnCreate' }),
    };
    account.failOnce('second/Last');
    const more = { ImportExistingResources: true };
    const failed = await account.deploy('second', resources({ Data, Last: topic() }), more);
    expect(failed.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect(await buckets()).toEqual(['the-bucket']);
  });

  test('is not taken over where the resource would not stay either', async () => {
    await account.deploy('first', template);
    await account.delete('first');
    const loose = resources({ Data: bucket({ BucketName: 'the-bucket' }) });
    const failed = await account.deploy('second', loose, { ImportExistingResources: true });
    expect(failed.StackStatus).toBe('ROLLBACK_COMPLETE');
    expect((await account.events('second')).join('\n')).toContain(
      'DeletionPolicy of Retain or RetainExceptOnCreate',
    );
    expect(await buckets()).toEqual(['the-bucket']);
  });
});

test('a resource that stays is there after a restart, though no stack has it', async () => {
  await account.deploy(
    'shop',
    resources({ Topic: topic({ TopicName: 'kept' }, { DeletionPolicy: 'Retain' }) }),
  );
  await account.delete('shop');
  await account.restart();
  const { Topics } = await new SNSClient(account.cloud.client).send(new ListTopicsCommand({}));
  expect(Topics).toEqual([{ TopicArn: 'arn:aws:sns:eu-central-1:111122223333:kept' }]);
});
