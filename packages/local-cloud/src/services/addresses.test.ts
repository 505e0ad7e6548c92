import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cloudIn, folderWith, role, type TemplateCloud } from '../../testing/template-cloud.ts';
import { resourceTypes } from './index.ts';

const code = `
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
exports.handler = async (MessageBody) => {
  await new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.QUEUE_URL, MessageBody }));
};`;

const template = {
  Resources: {
    Role: role('lambda.amazonaws.com', ['logs:*', 'sqs:SendMessage']),
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work' } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme' } },
    Sender: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'sender',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Timeout: 60,
        Code: { ZipFile: code },
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' } } },
      },
    },
    Kept: {
      Type: 'AWS::SSM::Parameter',
      Properties: {
        Name: '/acme/addresses',
        Type: 'StringList',
        Value: { 'Fn::Sub': '${Queue},${Bucket.DomainName},${Bucket.RegionalDomainName}' },
      },
    },
  },
  Outputs: { Url: { Value: { Ref: 'Queue' } } },
};

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await cloudIn(folderWith({ 'assembly/stack.json': JSON.stringify(template) }));
});
afterAll(() => cloud?.stop());

/** What the templates say of the queue, and what arrives there. */
async function sent(body: string) {
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }));
  const Payload = Buffer.from(JSON.stringify(body));
  const invoke = new InvokeCommand({ FunctionName: 'sender', Payload });
  const { FunctionError } = await new LambdaClient(cloud.client).send(invoke);
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 2 }));
  const { Stacks } = await new CloudFormationClient(cloud.client).send(new DescribeStacksCommand({}));
  const { Parameter } = await new SSMClient(cloud.client).send(
    new GetParameterCommand({ Name: '/acme/addresses' }),
  );
  return {
    FunctionError,
    arrived: Messages?.[0]?.Body,
    output: Stacks?.[0]?.Outputs?.[0]?.OutputValue,
    parameter: Parameter?.Value,
  };
}

test('Ref of a queue and the names of a bucket lead to the local cloud, wherever it answers', async () => {
  for (const body of ['first', 'after a restart']) {
    const { endpoint } = cloud.client;
    const url = `${endpoint}/000000000000/work`;
    const bucket = `${new URL(endpoint).host}/acme`;
    expect(await sent(body)).toEqual({
      FunctionError: undefined,
      arrived: body,
      output: url,
      parameter: [url, bucket, bucket].join(','),
    });
    cloud = await cloud.restart();
  }
});

test.each(Object.entries(resourceTypes))('%s hands out no address of AWS', (_, { identify }) => {
  const identity = identify({
    logicalId: 'Thing',
    stackName: 'stack',
    accountId: '000000000000',
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:4666',
    text: () => 'text',
    ownName: 'stack-Thing',
  });
  expect(JSON.stringify(identity)).not.toContain('amazonaws.com');
});
