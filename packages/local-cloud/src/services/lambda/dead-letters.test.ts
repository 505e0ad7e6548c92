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

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('lambda.amazonaws.com', ['logs:*', 'sqs:SendMessage']),
    Dead: queue('dead'),
    ...failing('toQueue', 'Dead', 'Arn'),
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

test('a dead letter in a queue is the payload as it was sent, with what went wrong as attributes', async () => {
  const payload = '{"id": 9007199254740993, "share": 1.0}';
  await send('toQueue', payload);
  const { Body, MessageAttributes } = await received('dead');
  expect([Body, MessageAttributes]).toEqual([
    payload,
    {
      RequestID: { DataType: 'String', StringValue: REQUEST_ID },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'é'.repeat(512) },
    },
  ]);
});
