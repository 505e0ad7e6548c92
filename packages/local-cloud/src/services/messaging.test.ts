import { join } from 'node:path';
import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  ListSubscriptionsByTopicCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../testing/template-cloud.ts';
import { publishedMessages } from '../command/messages.ts';
import { foldersOf } from '../command/record.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:news';
let cloud: TemplateCloud;

beforeAll(async () => {
  const queue = (name: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName: name } });
  cloud = await templateCloud({
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'news' } },
    Wrapped: queue('wrapped'),
    Raw: queue('raw'),
    Failures: queue('failures'),
    ToWrapped: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Wrapped', 'Arn'] },
      },
    },
    ToRaw: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Raw', 'Arn'] },
        RawMessageDelivery: true,
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'failures',
        EventPattern: { source: ['acme'], detail: { status: ['FAILED'] } },
        Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Failures', 'Arn'] }, InputPath: '$.detail' }],
      },
    },
    Schedule: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'monthly',
        State: 'DISABLED',
        ScheduleExpression: 'cron(0 6 5 * ? *)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Arn: { Ref: 'Topic' }, RoleArn: 'arn:aws:iam::000000000000:role/r', Input: '{}' },
      },
    },
    One: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/acme/one', Type: 'String', Value: '1' } },
    Two: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/acme/deep/two', Type: 'String', Value: '2' } },
  });
});
afterAll(() => cloud?.stop());

async function bodies(QueueName: string): Promise<string[]> {
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
  );
  return Messages.map(({ Body = '' }) => Body);
}

test('a published message reaches every queue that subscribed, and is kept for people', async () => {
  const sns = new SNSClient(cloud.client);
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn: TOPIC, Subject: 'run', Message: 'failed <&>' }),
  );
  const [envelope = ''] = await bodies('wrapped');
  const { Timestamp, ...message } = JSON.parse(envelope);
  const kept = { TopicArn: TOPIC, Subject: 'run', Message: 'failed <&>', MessageId };
  const folders = { ...foldersOf('', 'x'), state: join(cloud.folder, 'state') };
  expect([message, await bodies('raw'), publishedMessages(folders)]).toEqual([
    { Type: 'Notification', ...kept },
    ['failed <&>'],
    [{ ...kept, Timestamp }],
  ]);
});

test('attributes of a published message reach who subscribed: in the envelope, or as those of the message', async () => {
  const sns = new SNSClient(cloud.client);
  const MessageAttributes = {
    kind: { DataType: 'Number', StringValue: '1.0' },
    raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 255]) },
  };
  await sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'm', MessageAttributes }));
  const [envelope = ''] = await bodies('wrapped');
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'raw' }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 2 }),
  );
  expect([JSON.parse(envelope).MessageAttributes, Messages[0]?.MessageAttributes]).toEqual([
    { kind: { Type: 'Number', Value: '1.0' }, raw: { Type: 'Binary', Value: 'Af8=' } },
    MessageAttributes,
  ]);
});

test('subscriptions are listed; an unknown topic is the modelled exception', async () => {
  const sns = new SNSClient(cloud.client);
  const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: TOPIC }));
  expect(Subscriptions.map(({ Protocol, Endpoint }) => [Protocol, Endpoint])).toEqual([
    ['sqs', 'arn:aws:sqs:us-east-1:000000000000:wrapped'],
    ['sqs', 'arn:aws:sqs:us-east-1:000000000000:raw'],
  ]);
  await expect(sns.send(new PublishCommand({ TopicArn: `${TOPIC}x`, Message: 'm' }))).rejects.toThrow(
    NotFoundException,
  );
});

test('an event reaches the targets of the rules that it fits, and no other', async () => {
  const events = new EventBridgeClient(cloud.client);
  const entry = (status: string) => ({
    Source: 'acme',
    DetailType: 'Run',
    Detail: JSON.stringify({ status }),
  });
  const { Entries, FailedEntryCount } = await events.send(
    new PutEventsCommand({
      Entries: [entry('FAILED'), entry('SUCCEEDED'), { ...entry('X'), Source: 'aws.s3' }],
    }),
  );
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  expect([
    FailedEntryCount,
    Entries?.[2]?.ErrorCode,
    await bodies('failures'),
    Rules.map(({ Name }) => Name),
  ]).toEqual([1, 'NotAuthorizedForSourceException', ['{"status":"FAILED"}'], ['failures']]);
});

test('schedules are read as the template has them', async () => {
  const scheduler = new SchedulerClient(cloud.client);
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({}));
  const schedule = await scheduler.send(new GetScheduleCommand({ Name: 'monthly' }));
  expect([
    Schedules.map(({ Name }) => Name),
    schedule.State,
    schedule.ScheduleExpressionTimezone,
    schedule.Target?.Input,
  ]).toEqual([['monthly'], 'DISABLED', 'UTC', '{}']);
});

test('a parameter has a value of 8,192 characters at most', async () => {
  const ssm = new SSMClient(cloud.client);
  const put = (length: number) => {
    const Value = 'x'.repeat(length);
    return ssm.send(new PutParameterCommand({ Name: '/other/long', Type: 'String', Value, Overwrite: true }));
  };
  await put(8192);
  await expect(put(8193)).rejects.toThrow(
    'at most 8192 characters, in the advanced tier, and this one has 8193',
  );
});

test('a SecureString is given to who asks for it decrypted, and else what stands for it', async () => {
  const ssm = new SSMClient(cloud.client);
  const put = (Value: string, more: object) =>
    ssm.send(new PutParameterCommand({ Name: '/safe/hook', Value, ...more }));
  const get = async (WithDecryption?: boolean) => {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/safe/hook', WithDecryption }));
    return Parameter;
  };
  await put('first secret', { Type: 'SecureString' });
  const first = await get();
  await put('secret', { Overwrite: true });
  expect(await get(true)).toMatchObject({ Type: 'SecureString', Value: 'secret', Version: 2 });
  const second = await get();
  expect([first?.Value, second?.Value].filter((value) => /secret/.test(value ?? 'secret'))).toEqual([]);
  expect(second?.Value).not.toBe(first?.Value);
  const Path = '/safe';
  const [hidden, shown] = await Promise.all(
    [false, true].map((WithDecryption) => ssm.send(new GetParametersByPathCommand({ Path, WithDecryption }))),
  );
  expect([hidden?.Parameters?.[0]?.Value, shown?.Parameters?.[0]?.Value]).toEqual([second?.Value, 'secret']);
  const named = await ssm.send(new GetParametersCommand({ Names: ['/safe/hook'], WithDecryption: true }));
  expect(named.Parameters?.[0]?.Value).toBe('secret');
  const { Parameters = [] } = await ssm.send(new DescribeParametersCommand({ MaxResults: 50 }));
  expect(Parameters.find(({ Name }) => Name === '/safe/hook')).toMatchObject({ KeyId: 'alias/aws/ssm' });
  expect(JSON.stringify(Parameters)).not.toMatch(/secret/);
});

test('a SecureString is none that a template makes, as with CloudFormation', async () => {
  const Properties = { Name: '/safe/of-template', Type: 'SecureString', Value: 'secret' };
  await expect(templateCloud({ Safe: { Type: 'AWS::SSM::Parameter', Properties } })).rejects.toThrow(
    '/safe/of-template: CloudFormation makes no parameters of the type SecureString',
  );
});

test('parameters are read by name and by path, and what is put stays after a restart', async () => {
  let ssm = new SSMClient(cloud.client);
  await ssm.send(new PutParameterCommand({ Name: '/acme/three', Type: 'String', Value: '3' }));
  await expect(
    ssm.send(new PutParameterCommand({ Name: '/acme/one', Value: 'x', Type: 'String' })),
  ).rejects.toThrow(ParameterAlreadyExists);
  cloud = await cloud.restart();
  ssm = new SSMClient(cloud.client);
  const flat = await ssm.send(new GetParametersByPathCommand({ Path: '/acme' }));
  const deep = await ssm.send(new GetParametersByPathCommand({ Path: '/acme', Recursive: true }));
  const named = await ssm.send(new GetParametersCommand({ Names: ['/acme/one', '/none'] }));
  const values = (found: { Parameters?: { Value?: string | undefined }[] | undefined }) =>
    found.Parameters?.map(({ Value }) => Value);
  expect([values(flat), values(deep), values(named), named.InvalidParameters]).toEqual([
    ['1', '3'],
    ['1', '2', '3'],
    ['1'],
    ['/none'],
  ]);
  await expect(ssm.send(new GetParameterCommand({ Name: '/none' }))).rejects.toThrow(ParameterNotFound);
});
