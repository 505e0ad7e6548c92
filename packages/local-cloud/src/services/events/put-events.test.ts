import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import {
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Resources, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const queue = (QueueName: string): Resources[string] => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName },
});
const rule = (source: string, target: object): Resources[string] => ({
  Type: 'AWS::Events::Rule',
  Properties: { Name: source, EventPattern: { source: [source] }, Targets: [{ Id: 't', ...target }] },
});
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

let cloud: TemplateCloud;
let events: EventBridgeClient;
let sqs: SQSClient;
beforeAll(async () => {
  cloud = await templateCloud({
    All: queue('all'),
    Gone: queue('gone'),
    Dead: queue('dead'),
    Shop: rule('shop', { Arn: arnOf('All') }),
    Lost: rule('lost', { Arn: arnOf('Gone'), Input: '"x"', DeadLetterConfig: { Arn: arnOf('Dead') } }),
    Broken: rule('broken', {
      Arn: arnOf('All'),
      InputTransformer: { InputPathsMap: { d: '$.detail' }, InputTemplate: '{"a": "<d>"}' },
      DeadLetterConfig: { Arn: arnOf('Dead') },
    }),
  });
  events = new EventBridgeClient(cloud.client);
  sqs = new SQSClient(cloud.client);
});
afterAll(() => cloud?.stop());

const entry = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'shop',
  DetailType: 'order',
  Detail: '{}',
  ...more,
});
const put = (...Entries: PutEventsRequestEntry[]) => events.send(new PutEventsCommand({ Entries }));
const urlOf = async (QueueName: string) => (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;

async function received(name: string) {
  const asked = { QueueUrl: await urlOf(name), WaitTimeSeconds: 10, MessageAttributeNames: ['All'] };
  const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand(asked));
  return message;
}

describe('an event', () => {
  test('arrives with its numbers as they were written, and with the time that it was given', async () => {
    const detail = '{"id":9007199254740993,"price":1.0,"huge":1E400,"list":[1,2.50]}';
    await put(entry({ Detail: detail, Time: new Date('2020-02-03T04:05:06.789Z'), EventBusName: BUS }));
    const body = (await received('all'))?.Body ?? '';
    expect([body.slice(body.indexOf('"detail":')), JSON.parse(body).time]).toEqual([
      `"detail":${detail}}`,
      '2020-02-03T04:05:06Z',
    ]);
  });

  test('is refused as EventBridge refuses it', async () => {
    const { FailedEntryCount, Entries = [] } = await put(
      entry(),
      entry({ Source: undefined }),
      entry({ Source: '' }),
      entry({ DetailType: undefined }),
      entry({ DetailType: 'x'.repeat(129) }),
      entry({ Detail: undefined }),
      entry({ Source: 'aws.s3' }),
      entry({ EventBusName: 'other' }),
    );
    const required = (name: string) =>
      `InvalidArgument: Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    expect(FailedEntryCount).toBe(7);
    expect(
      Entries.map(({ ErrorCode, ErrorMessage }) => ErrorCode && `${ErrorCode}: ${ErrorMessage}`),
    ).toEqual([
      undefined,
      required('Source'),
      required('Source'),
      required('DetailType'),
      'InvalidArgument: Parameter DetailType is not valid. Reason: DetailType is longer than 128 characters.',
      required('Detail'),
      'NotAuthorizedForSourceException: Not authorized for the source.',
      `ResourceNotFoundException: Event bus other does not exist: the local cloud has the bus ${BUS} only.`,
    ]);
  });

  test.each([
    '[]',
    '"text"',
    'null',
    '1',
    '{"a":',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":9223372036854775808}',
    `${'{"a":'.repeat(1101)}1${'}'.repeat(1101)}`,
    `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ])('has an object of JSON as its detail, not %.20s', async (Detail) => {
    const { Entries: [answer] = [] } = await put(entry({ Detail }));
    expect(answer).toEqual({ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' });
  });

  test('is one of a request of 1 MB at most', async () => {
    const Detail = `{"a":"${'x'.repeat(600_000)}"}`;
    expect((await put(entry({ Source: 'unheard', Detail }))).FailedEntryCount).toBe(0);
    await expect(put(entry({ Detail }), entry({ Detail }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Total size of the entries in the request is over the limit.',
    });
  });

  test('that cannot be delivered goes to the dead-letter queue of its target', async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: await urlOf('gone') }));
    await put(entry({ Source: 'lost', Detail: '{"a":1.0}' }));
    const { Body = '', MessageAttributes = {} } = (await received('dead')) ?? {};
    expect(Body).toMatch(/"source":"lost".*"detail":\{"a":1\.0\}\}$/);
    expect(
      Object.fromEntries(
        Object.entries(MessageAttributes).map(([name, { StringValue }]) => [name, StringValue]),
      ),
    ).toEqual({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/lost',
      TARGET_ARN: 'arn:aws:sqs:us-east-1:000000000000:gone',
      ERROR_CODE: expect.stringMatching(/NonExistentQueue|QueueDoesNotExist/),
      ERROR_MESSAGE: expect.any(String),
    });
  });

  test('of which the template makes no JSON goes there too', async () => {
    await put(entry({ Source: 'broken', Detail: '{"a":1}' }));
    const { Body = '', MessageAttributes = {} } = (await received('dead')) ?? {};
    expect([JSON.parse(Body).source, MessageAttributes.ERROR_MESSAGE?.StringValue]).toEqual([
      'broken',
      expect.stringContaining('the input template made no JSON of the event'),
    ]);
  });
});

describe('a template is refused', () => {
  const refused = (properties: object) =>
    templateCloud({
      Q: queue('q'),
      Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'r', ...properties } },
    }).then(async (started) => started.stop());

  test.each<[object, string]>([
    [
      { EventPattern: { source: ['aws.s3'] } },
      'events of the source "aws.s3" in the event pattern is not supported',
    ],
    [
      { EventPattern: { source: ['shop', { prefix: 'aws.ec' }] } },
      'events of the source {"prefix":"aws.ec"}',
    ],
    [
      { EventPattern: { source: ['aws.glue'], 'detail-type': ['Glue Crawler State Change'] } },
      '"Glue Crawler State Change" of ["aws.glue"] in the event pattern is not supported',
    ],
    [{}, 'Parameter(s) EventPattern or ScheduleExpression must be specified.'],
    [{ EventPattern: { source: 'shop' } }, 'Event pattern is not valid. Reason: "source" must be'],
    [
      { EventPattern: { source: ['x'] }, Targets: [{ Id: 't', Arn: BUS }] },
      `the target ${BUS} is not supported`,
    ],
    [
      {
        EventPattern: { source: ['x'] },
        Targets: [{ Id: 't', Arn: arnOf('Q'), InputTransformer: { InputTemplate: '"<x>"' } }],
      },
      'InputTemplate for target t contains invalid placeholder x.',
    ],
  ])('with %j', async (properties, message) => {
    await expect(refused(properties)).rejects.toThrow(message);
  });

  test.each<[object]>([
    [{ source: ['shop'], 'detail-type': ['Object Created'] }],
    [{ 'detail-type': ['Object Created'] }],
    [{ source: [{ prefix: 'aws.' }], 'detail-type': [{ suffix: 'Status Change' }] }],
    [{ source: ['aws.redshift-data', 'aws.glue'], 'detail-type': ['Glue Job State Change'] }],
  ])('not with the pattern %j, whose events may come', async (EventPattern) => {
    await expect(refused({ EventPattern })).resolves.toBeUndefined();
  });
});
