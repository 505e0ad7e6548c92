import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';

let cloud: TemplateCloud;
const arn = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const role = (RoleName: string, Service: string, ...queues: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName,
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
    },
    Policies: queues.map((queue) => ({
      PolicyName: queue,
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arn(queue) }] },
    })),
  },
});
const schedule = (Name: string, roleId: string) => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    Name,
    State: 'DISABLED', // fired by hand
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: arn('Work'),
      RoleArn: arn(roleId),
      Input: '{"at":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: arn('Dead') },
    },
  },
});

const BUS = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
const withTarget = (name: string, Target: object) => {
  const { Type, Properties } = schedule(name, 'All');
  return { Type, Properties: { ...Properties, Target } };
};

beforeAll(async () => {
  const queue = (QueueName: string) => ({ Type: 'AWS::SQS::Queue', Properties: { QueueName } });
  cloud = await templateCloud({
    Work: queue('work'),
    Dead: queue('dead'),
    All: role('all', 'scheduler.amazonaws.com', 'Work', 'Dead'),
    DeadOnly: role('dead-only', 'scheduler.amazonaws.com', 'Dead'),
    Nothing: role('nothing', 'scheduler.amazonaws.com'),
    Stranger: role('stranger', 'lambda.amazonaws.com', 'Work'),
    Good: schedule('good', 'All'),
    Refused: schedule('refused', 'DeadOnly'),
    Lost: schedule('lost', 'Nothing'),
    Untrusted: schedule('untrusted', 'Stranger'),
    Inherited: withTarget('inherited', {
      Arn: arn('Work'),
      RoleArn: arn('All'),
      Input: '{"a":"<aws.scheduler.constructor> <aws.scheduler.valueOf> <aws.scheduler.attempt-number>"}',
    }),
    Silent: withTarget('silent', { Arn: arn('Work'), RoleArn: arn('All') }),
    Event: withTarget('event', {
      Arn: BUS,
      RoleArn: arn('Putter'),
      Input: '{"n":1.0}',
      EventBridgeParameters: { Source: 'shop', DetailType: 'closing' },
    }),
    Nameless: withTarget('nameless', { Arn: BUS, RoleArn: arn('Putter'), Input: '{"Source":"shop"}' }),
    Putter: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        Policies: [
          {
            PolicyName: 'put',
            PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS }] },
          },
        ],
      },
    },
    Closing: {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['shop'], 'detail-type': ['closing'] },
        Targets: [{ Id: 'q', Arn: arn('Work'), InputPath: '$.detail' }],
      },
    },
  });
});
afterAll(() => cloud?.stop());

const fire = (name: string) =>
  cloud.cloud.kernel.offers.scheduler.fire(name, new Date('2024-11-05T11:00:00Z'));

async function received(QueueName: string) {
  const sqs = new SQSClient(cloud.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }),
  );
  return Messages.map(({ Body, MessageAttributes }) => [Body, MessageAttributes?.ERROR_CODE?.StringValue]);
}

test('a schedule hands its input to its target, with the scheduled time filled in', async () => {
  expect(await fire('good')).toMatchObject({ delivered: true });
  expect(await received('work')).toEqual([['{"at":"2024-11-05T11:00:00Z"}', undefined]]);
});

test('placeholders are those of Scheduler, and no members of every object', async () => {
  expect(await fire('inherited')).toMatchObject({ delivered: true });
  expect(await received('work')).toEqual([
    ['{"a":"<aws.scheduler.constructor> <aws.scheduler.valueOf> 1"}', undefined],
  ]);
});

test('what its role may not deliver goes to the dead-letter queue with the error', async () => {
  const { delivered, error, deadLetter } = await fire('refused');
  expect([delivered, deadLetter]).toEqual([false, 'arn:aws:sqs:us-east-1:000000000000:dead']);
  expect(error).toMatch(
    /^AccessDenied\w*: .* not authorized to perform: sqs:SendMessage on resource: \S+:work /,
  );
  expect(await received('dead')).toEqual([
    ['{"at":"2024-11-05T11:00:00Z"}', expect.stringMatching(/^AccessDenied/)],
  ]);
});

test('a role that may not reach that queue either loses the event, and says so', async () => {
  const { delivered, deadLetter, deadLetterError } = await fire('lost');
  expect([delivered, deadLetter]).toEqual([false, undefined]);
  expect(deadLetterError).toMatch(/not authorized to perform: sqs:SendMessage on resource: \S+:dead /);
  expect(cloud.cloud.kernel.roles.refusals().map((refusal) => `${refusal.role} ${refusal.action}`)).toContain(
    'nothing sqs:SendMessage',
  );
});

test.each([
  ['untrusted', 'cannot be assumed by scheduler.amazonaws.com'],
  ['no-such', 'Schedule no-such does not exist.'],
])('%s: nothing is delivered', async (name, why) => {
  const { delivered, error } = await fire(name);
  expect([delivered, error]).toEqual([false, expect.stringContaining(why)]);
});

test('a schedule without input hands over the notification that Scheduler makes', async () => {
  expect(await fire('silent')).toMatchObject({ delivered: true });
  const [[body = ''] = []] = await received('work');
  expect(JSON.parse(body)).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '000000000000',
    time: '2024-11-05T11:00:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:scheduler:us-east-1:000000000000:schedule/default/silent'],
    detail: '{}',
  });
});

test('a bus gets the input as the detail of an event', async () => {
  expect(await fire('event')).toMatchObject({ delivered: true });
  await expect.poll(() => received('work'), { timeout: 30_000 }).toEqual([['{"n":1.0}', undefined]]);
});

test('what a bus does not take was not delivered', async () => {
  const { delivered, error } = await fire('nameless');
  expect([delivered, error]).toEqual([false, expect.stringContaining('Source is a required argument')]);
});

test.each([
  [{ Arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/c' }, 'the target arn:aws:ecs'],
  [{ Arn: 'arn:aws:scheduler:::aws-sdk:glue:startJobRun' }, 'the target arn:aws:scheduler:::aws-sdk:glue'],
  [{ Arn: BUS, KinesisParameters: { PartitionKey: 'k' } }, 'KinesisParameters of the target'],
])('a template is refused whose schedule has the target %j', async (target, what) => {
  const resources = { S: withTarget('s', { RoleArn: 'arn:aws:iam::000000000000:role/r', ...target }) };
  const message = `stack/S (AWS::Scheduler::Schedule): ${what}`;
  await expect(templateCloud(resources).then((started) => started.stop())).rejects.toThrow(message);
});
