import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Listening, LocalCloud, listen, role } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The very bundle that is deployed, as a Lambda that a topic of the local cloud calls; the chat is a server of the test's.
const PARAMETER = '/tlc/local/notifications/webhook-url';
const SECRET = 'T000-B000-xyz';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news';

let cloud: LocalCloud;
let chat: Listening;
/** What the chat answers next, and what it was posted. */
let statuses: number[] = [];
const posted: { path: string | undefined; body: { text: string; blocks: object[] } }[] = [];

beforeAll(async () => {
  chat = await listen(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    posted.push({ path: request.url, body: JSON.parse(Buffer.concat(parts).toString()) });
    response.writeHead(statuses.shift() ?? 200, { 'retry-after': '0' }).end('ok');
  });
  const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
  cloud = await LocalCloud.start({
    resources: {
      Role: role('lambda.amazonaws.com'),
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
      Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'dead' } },
      Notifier: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'notifier',
          Role: arn('Role'),
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 60,
          Code: 'code',
          Environment: { Variables: { STAGE: 'local', WEBHOOK_URL_PARAMETER: PARAMETER } },
        },
      },
      Tries: {
        Type: 'AWS::Lambda::EventInvokeConfig',
        Properties: {
          FunctionName: { Ref: 'Notifier' },
          Qualifier: '$LATEST',
          MaximumRetryAttempts: 2,
          DestinationConfig: { OnFailure: { Destination: arn('Dead') } },
        },
      },
      Subscribed: {
        Type: 'AWS::SNS::Subscription',
        Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'lambda', Endpoint: arn('Notifier') },
      },
    },
    code: join(import.meta.dirname, '../dist'),
  });
}, 60_000);
afterAll(async () => {
  await cloud?.remove();
  await chat?.close();
});

const publish = (Message: string, kind?: string) =>
  new SNSClient(cloud.client).send(
    new PublishCommand({
      TopicArn: TOPIC,
      Message,
      ...(kind ? { MessageAttributes: { kind: { DataType: 'String', StringValue: kind } } } : {}),
    }),
  );

const put = (Value: string) =>
  new SSMClient(cloud.client).send(
    new PutParameterCommand({ Name: PARAMETER, Value, Type: 'SecureString', Overwrite: true }),
  );

/** The next dead letter, as it lies in the queue. */
async function deadLetter(): Promise<string> {
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'dead' }));
  for (let tries = 0; tries < 6; tries += 1) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }),
    );
    if (message) return message.Body ?? '';
  }
  throw new Error('no dead letter came');
}

/** What was posted, once it is so many messages. */
async function chatHas(messages: number): Promise<typeof posted> {
  const end = Date.now() + 120_000;
  while (posted.length < messages && Date.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return posted.splice(0);
}

test('without the secret a message is a dead letter that says how to set it', async () => {
  await publish('nobody hears', 'failed');
  const letter = await deadLetter();
  expect(JSON.parse(letter)).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: { Records: [{ Sns: { Message: 'nobody hears' } }] },
    responsePayload: {
      errorType: 'NotTold',
      errorMessage: expect.stringMatching(/^there is no SSM parameter \S+\. Next: `aws ssm put-parameter/),
    },
  });
  expect(posted).toEqual([]);
}, 150_000);

test('once it is set the chat is told, whatever it answered the first times', async () => {
  await put(`${chat.url}/services/${SECRET}`);
  statuses = [500, 429];
  await publish('heard <all> the same', 'held');
  const messages = await chatHas(3);
  expect(messages.map(({ path }) => path)).toEqual(Array(3).fill(`/services/${SECRET}`));
  expect(messages[2]?.body.text).toBe('*tlc-elt, stage local*\nheard &lt;all&gt; the same');
  expect(JSON.stringify(messages[2]?.body.blocks)).toContain('stage local · held');
}, 150_000);

test('a webhook that is revoked makes a dead letter; neither it nor the log has the secret', async () => {
  await put(`${chat.url}/services/${SECRET}`);
  await publish('told before');
  await chatHas(1);
  statuses = [404, 404, 404];
  await publish('lost?');
  const letter = await deadLetter();
  expect(letter).toContain('the chat answered 404');
  const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/notifier' }),
  );
  const log = events.map(({ message }) => message).join('\n');
  expect(log).toContain('"message":"told"');
  expect(`${letter}${log}`).not.toContain(SECRET);
  await chatHas(3);
}, 150_000);

test('a new address is used at once where the old one is refused', async () => {
  await put(`${chat.url}/services/${SECRET}`);
  await publish('told, and the address kept');
  await chatHas(1);
  await put(`${chat.url}/services/another`);
  statuses = [404];
  await publish('told by the new one');
  expect((await chatHas(2)).map(({ path }) => path)).toEqual([`/services/${SECRET}`, '/services/another']);
}, 150_000);
