import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

let cloud: TemplateCloud;
beforeAll(async () => {
  cloud = await templateCloud({
    Role: role('lambda.amazonaws.com', ['events:PutEvents']),
    Fn: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'fn',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Code: {
          ZipFile: 'exports.handler = async ({ n }) => { if (n > 1) throw new Error("n"); return n; };',
        },
        Role: arnOf('Role'),
      },
    },
    Invoked: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: {
        FunctionName: { Ref: 'Fn' },
        Qualifier: '$LATEST',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnSuccess: { Destination: BUS }, OnFailure: { Destination: BUS } },
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'outcomes' } },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['lambda'] }, Targets: [{ Id: 'q', Arn: arnOf('Queue') }] },
    },
  });
});
afterAll(() => cloud?.stop());

test.each([
  [1, 'Lambda Function Invocation Result - Success', { responsePayload: 1 }],
  [2, 'Lambda Function Invocation Result - Failure', { responseContext: { functionError: 'Unhandled' } }],
])(
  'a bus is told the outcome of an asynchronous invocation with %i as an event: %s',
  async (n, type, detail) => {
    const asked = { FunctionName: 'fn', InvocationType: 'Event', Payload: JSON.stringify({ n }) } as const;
    await new LambdaClient(cloud.client).send(new InvokeCommand(asked));
    const sqs = new SQSClient(cloud.client);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'outcomes' }));
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({
      'detail-type': type,
      resources: [BUS, 'arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST'],
      detail: { requestPayload: { n }, ...detail },
    });
  },
);
