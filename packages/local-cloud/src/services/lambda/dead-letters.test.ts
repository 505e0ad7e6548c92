import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const failing = (FunctionName: string, target: string, attribute: string): Resources => ({
  [FunctionName]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { ZipFile: "exports.handler = async () => { throw new Error('é'.repeat(2000)); };" },
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': [target, attribute] } },
    },
  },
});
const queue = (QueueName: string): Resources[string] => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName },
});

const subscription = (name: string, RawMessageDelivery: boolean): Resources[string] => ({
  Type: 'AWS::SNS::Subscription',
  Properties: {
    TopicArn: { Ref: 'Topic' },
    Protocol: 'sqs',
    Endpoint: { 'Fn::GetAtt': [name, 'Arn'] },
    RawMessageDelivery,
  },
});

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('lambda.amazonaws.com', ['logs:*', 'sqs:SendMessage']),
    Dead: queue('dead'),
    ...failing('toQueue', 'Dead', 'Arn'),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'failures' } },
    Wrapped: queue('wrapped'),
    Raw: queue('raw'),
    ToWrapped: subscription('Wrapped', false),
    ToRaw: subscription('Raw', true),
    ...failing('toTopic', 'Topic', 'TopicArn'),
  });
});
afterAll(() => cloud?.stop());

const send = async (FunctionName: string, payload: string): Promise<void> => {
  const asked = { FunctionName, InvocationType: 'Event', Payload: Buffer.from(payload) } as const;
  await new LambdaClient(cloud.client).send(new InvokeCommand(asked));
};

async function received(QueueName: string) {
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  for (;;) {
    const asked = { QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ['All'] };
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    if (message) return message;
  }
}

const REQUEST_ID = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

const ERROR_MESSAGE = 'é'.repeat(512);
const ATTRIBUTES = {
  RequestID: { DataType: 'String', StringValue: REQUEST_ID },
  ErrorCode: { DataType: 'Number', StringValue: '200' },
  ErrorMessage: { DataType: 'String', StringValue: ERROR_MESSAGE },
};
const PAYLOAD = '{"id": 9007199254740993, "share": 1.0}';

test('a dead letter in a queue is the payload as it was sent, with what went wrong as attributes', async () => {
  await send('toQueue', PAYLOAD);
  const { Body, MessageAttributes } = await received('dead');
  expect([Body, MessageAttributes]).toEqual([PAYLOAD, ATTRIBUTES]);
});

test('one on a topic has them too, and so have those who subscribed', async () => {
  await send('toTopic', PAYLOAD);
  const raw = await received('raw');
  expect([raw.Body, raw.MessageAttributes]).toEqual([PAYLOAD, ATTRIBUTES]);
  expect(JSON.parse((await received('wrapped')).Body ?? '')).toMatchObject({
    Message: PAYLOAD,
    MessageAttributes: {
      RequestID: { Type: 'String', Value: REQUEST_ID },
      ErrorCode: { Type: 'Number', Value: '200' },
      ErrorMessage: { Type: 'String', Value: ERROR_MESSAGE },
    },
  });
});
