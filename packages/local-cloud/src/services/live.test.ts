import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  DeleteBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestAccount } from '../../testing/cloudformation/account.ts';
import { role } from '../../testing/template-cloud.ts';

// Resources that come, change and go while the services run, as they do in an account that deployments fill.

let account: TestAccount;
beforeEach(async () => {
  account = await TestAccount.start();
});
afterEach(() => account.stop());

const arn = (service: string, rest: string): string => `arn:aws:${service}:eu-central-1:111122223333:${rest}`;
const reasons = async (stack: string): Promise<string> => (await account.events(stack)).join('\n');

test('a function answers with its new code and environment once it is updated, and not at all once it is gone', async () => {
  const template = (word: string) => ({
    Resources: {
      Role: role('lambda.amazonaws.com', [], 'worker'),
      Fn: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'fn',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Code: { ZipFile: `exports.handler = async () => '${word} ' + process.env.WORD;` },
          Environment: { Variables: { WORD: word } },
        },
      },
    },
  });
  const answer = async (): Promise<unknown> => {
    const { Payload } = await new LambdaClient(account.cloud.client).send(
      new InvokeCommand({ FunctionName: 'fn' }),
    );
    return JSON.parse(Buffer.from(Payload ?? []).toString());
  };
  await account.deploy('shop', template('one'));
  expect(await answer()).toBe('one one');
  await account.deploy('shop', template('two'));
  expect(await answer()).toBe('two two');
  await account.delete('shop');
  await expect(answer()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('a rate that comes while the local cloud runs begins at once, and not when that started', async () => {
  const Target = {
    Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] },
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Input: '"now"',
  };
  await account.deploy('shop', {
    Resources: {
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } },
      Role: role('scheduler.amazonaws.com', ['sqs:*']),
      Yearly: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'rate(365 days)', FlexibleTimeWindow: { Mode: 'OFF' }, Target },
      },
    },
  });
  const asked = { QueueUrl: `${account.cloud.client.endpoint}/111122223333/q`, WaitTimeSeconds: 20 };
  const { Messages } = await new SQSClient(account.cloud.client).send(new ReceiveMessageCommand(asked));
  expect(Messages?.map(({ Body }) => Body)).toEqual(['"now"']);
}, 40_000);

test('what a namespace holds goes with it', async () => {
  const template = {
    Resources: {
      Namespace: {
        Type: 'AWS::RedshiftServerless::Namespace',
        Properties: { NamespaceName: 'name', DbName: 'dw' },
      },
      Workgroup: {
        Type: 'AWS::RedshiftServerless::Workgroup',
        Properties: { WorkgroupName: 'work', NamespaceName: { Ref: 'Namespace' } },
      },
    },
  };
  const run = async (Sql: string): Promise<string | undefined> => {
    const api = new RedshiftDataClient(account.cloud.client);
    const place = { WorkgroupName: 'work', Database: 'dw', WaitTimeSeconds: 30 };
    const { Id } = await api.send(new ExecuteStatementCommand({ ...place, Sql }));
    return (await api.send(new DescribeStatementCommand({ Id }))).Error;
  };
  await account.deploy('shop', template);
  expect(await run('CREATE TABLE t (a INT)')).toBeUndefined();
  await account.restart();
  expect(await run('SELECT * FROM t')).toBeUndefined();
  await account.delete('shop');
  await account.deploy('shop', template);
  expect(await run('SELECT * FROM t')).toBe('ERROR: relation "t" does not exist');
});

test('a state machine whose role may not deliver its logs is not created', async () => {
  const { StackStatus } = await account.deploy('shop', {
    Resources: {
      Role: role('states.amazonaws.com', []),
      Logs: { Type: 'AWS::Logs::LogGroup' },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          DefinitionString: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
          LoggingConfiguration: {
            Level: 'ALL',
            Destinations: [{ CloudWatchLogsLogGroup: { LogGroupArn: { 'Fn::GetAtt': ['Logs', 'Arn'] } } }],
          },
        },
      },
    },
  });
  expect(StackStatus).toBe('ROLLBACK_COMPLETE');
  expect(await reasons('shop')).toContain(
    'The state machine IAM Role is not authorized to access the Log Destination',
  );
});

test.each([
  [
    'a log group that a client made',
    { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'taken' } },
    'already exists',
  ],
  [
    'a bucket with a name that S3 refuses',
    { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'No' } },
    'The specified bucket is not valid',
  ],
  [
    'a function with a runtime that is not there',
    {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'java21', Role: 'r', Handler: 'h', Code: { ZipFile: '' } },
    },
    'java21',
  ],
])('%s: the resource fails with the reason', async (_, resource, reason) => {
  await new CloudWatchLogsClient(account.cloud.client).send(
    new CreateLogGroupCommand({ logGroupName: 'taken' }),
  );
  expect((await account.deploy('shop', { Resources: { Wrong: resource } })).StackStatus).toBe(
    'ROLLBACK_COMPLETE',
  );
  expect(await reasons('shop')).toContain(reason);
});

describe('files that the CDK deploys into a bucket', () => {
  const s3 = (): S3Client => new S3Client(account.cloud.client);
  const bucket = (BucketName: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });
  const deployment = (more: object) => ({
    Type: 'Custom::CDKBucketDeployment',
    Properties: {
      ServiceToken: arn('lambda', 'function:provider'),
      SourceBucketNames: ['assets'],
      SourceObjectKeys: ['files.zip'],
      DestinationBucketName: { Ref: 'Target' },
      ...more,
    },
  });
  const keys = async (): Promise<(string | undefined)[]> => {
    const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: 'target' }));
    return Contents.map(({ Key }) => Key);
  };
  // One stored file `a.txt` with the text `a`.
  const ZIP = Buffer.from(
    'UEsDBAoAAAAAAAAAIQBDvrfoAQAAAAEAAAAFAAAAYS50eHRhUEsBAh4DCgAAAAAAAAAhAEO+t+gBAAAAAQAAAAUAAAAAAAAAAQAAAKSBAAAAAGEudHh0UEsFBgAAAAABAAEAMwAAACQAAAAAAA==',
    'base64',
  );
  beforeEach(async () => {
    await account.deploy('assets', { Resources: { Assets: bucket('assets'), Target: bucket('target') } });
    await s3().send(new PutObjectCommand({ Bucket: 'assets', Key: 'files.zip', Body: ZIP }));
    await s3().send(new PutObjectCommand({ Bucket: 'target', Key: 'mine', Body: 'mine' }));
  });
  const target = { DestinationBucketName: 'target' };

  test.each([
    [{ Prune: false }, ['a.txt', 'mine'], ['a.txt', 'mine']],
    [{}, ['a.txt'], ['a.txt']],
    [{ Prune: false, RetainOnDelete: false }, ['a.txt', 'mine'], []],
  ])('with %j: what is there then, and once they are gone', async (more, then, afterwards) => {
    await account.deploy('shop', { Resources: { Files: deployment({ ...target, ...more }) } });
    expect(await keys()).toEqual(then);
    await account.restart();
    expect(await keys()).toEqual(then);
    await account.delete('shop');
    expect(await keys()).toEqual(afterwards);
  });
});

test('what a client deletes stays deleted over a restart, of a stack or retained', async () => {
  const bucket = (BucketName: string, more: object = {}) => ({
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName },
    ...more,
  });
  await account.deploy('shop', { Resources: { A: bucket('of-a-stack') } });
  await account.deploy('gone', { Resources: { B: bucket('retained', { DeletionPolicy: 'Retain' }) } });
  await account.delete('gone');
  for (const Bucket of ['of-a-stack', 'retained'])
    await new S3Client(account.cloud.client).send(new DeleteBucketCommand({ Bucket }));
  await account.restart();
  const { Buckets = [] } = await new S3Client(account.cloud.client).send(new ListBucketsCommand({}));
  expect(Buckets).toEqual([]);
  expect((await account.deploy('again', { Resources: { B: bucket('retained') } })).StackStatus).toBe(
    'CREATE_COMPLETE',
  );
});
