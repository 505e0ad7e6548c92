import { setImmediate as turn } from 'node:timers/promises';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../testing/states/virtual-clock.ts';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import { systemClock } from '../clock.ts';
import { nextOf } from './expression.ts';
import { Timetable } from './timetable.ts';

const entry = (expression: string, fired: string[], from: number) => ({
  name: expression,
  next: nextOf(expression, 'UTC', from),
  fire: (at: Date) => void fired.push(`${expression} ${at.toISOString().slice(0, 16)}`),
});

async function pass(clock: VirtualClock, steps: number): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await turn();
    clock.next();
  }
  await turn();
}

test('everything fires at its time, in order, with one timer', async () => {
  const clock = new VirtualClock('2026-11-05T05:50:00.000Z');
  const fired: string[] = [];
  const now = clock.now().getTime();
  const timetable = new Timetable(clock, () => [
    entry('cron(0 6 5 * ? *)', fired, now),
    entry('rate(15 minutes)', fired, now),
    entry('at(2026-11-05T06:07:00)', fired, now),
  ]);
  timetable.start(now - 1);
  await turn();
  expect(clock.sleeping).toBe(1);
  await pass(clock, 4);
  expect(fired).toEqual([
    'rate(15 minutes) 2026-11-05T05:50',
    'cron(0 6 5 * ? *) 2026-11-05T06:00',
    'rate(15 minutes) 2026-11-05T06:05',
    'at(2026-11-05T06:07:00) 2026-11-05T06:07',
  ]);
  timetable.stop();
  await turn();
  expect(clock.sleeping).toBe(0);
});

test('what was due several times while the machine slept fires once, for its last time', async () => {
  const clock = new VirtualClock('2026-11-05T05:50:00.000Z');
  const fired: string[] = [];
  new Timetable(clock, () => [entry('cron(0/10 * * * ? *)', fired, 0)]).start();
  await turn();
  clock.jump(35 * 60_000);
  clock.next();
  await turn();
  expect(fired).toEqual(['cron(0/10 * * * ? *) 2026-11-05T06:20']);
});

test('nothing that is due leaves no timer', async () => {
  const clock = new VirtualClock();
  new Timetable(clock, () => [entry('at(2020-01-01T00:00:00)', [], 0)]).start();
  await turn();
  expect(clock.sleeping).toBe(0);
});

let cloud: TemplateCloud | undefined;
afterEach(() => cloud?.stop());

async function bodies(QueueName: string, WaitTimeSeconds: number): Promise<unknown[]> {
  const sqs = new SQSClient((cloud as TemplateCloud).client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds }),
  );
  return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
}

const queue = (name: string): Resources[string] => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name },
});
const schedule = (properties: object): Resources[string] => ({
  Type: 'AWS::Scheduler::Schedule',
  Properties: {
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: {
      Arn: { 'Fn::GetAtt': ['Ticks', 'Arn'] },
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Input: '{"at":"<aws.scheduler.scheduled-time>"}',
    },
    ...properties,
  },
});

test('a new rate is due at once, also where the clock ticks while the local cloud starts', async () => {
  const clock = new VirtualClock(new Date().toISOString());
  const ticking = {
    ...systemClock,
    now: () => {
      clock.jump(1);
      return clock.now();
    },
  };
  const resources = {
    Ticks: queue('ticks'),
    Role: role('scheduler.amazonaws.com', ['sqs:SendMessage']),
    Hourly: schedule({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }),
  };
  cloud = await templateCloud(resources, {}, ticking);
  expect(await bodies('ticks', 5)).toHaveLength(1);
});

test('an enabled schedule fires by itself as its role, a disabled one does not; a rate goes on after a restart', async () => {
  cloud = await templateCloud({
    Ticks: queue('ticks'),
    Role: role('scheduler.amazonaws.com', ['sqs:SendMessage']),
    Hourly: schedule({ Name: 'hourly', ScheduleExpression: 'rate(1 hour)' }),
    Off: schedule({ Name: 'off', ScheduleExpression: 'rate(1 hour)', State: 'DISABLED' }),
    Later: schedule({ Name: 'later', ScheduleExpression: 'rate(1 hour)', StartDate: '2199-01-01T00:00:00Z' }),
    Over: schedule({ Name: 'over', ScheduleExpression: 'rate(1 hour)', EndDate: '2020-01-01T00:00:00Z' }),
  });
  expect(await bodies('ticks', 5)).toEqual([
    { at: expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
  ]);
  cloud = await cloud.restart();
  expect(await bodies('ticks', 1)).toEqual([]);
});

test('an expression that AWS refuses is refused when the template is loaded', async () => {
  const resources = { Ticks: queue('ticks'), Role: role('scheduler.amazonaws.com', []) };
  await expect(
    templateCloud({ ...resources, Bad: schedule({ Name: 'bad', ScheduleExpression: 'cron(0 6 * * * *)' }) }),
  ).rejects.toThrow(
    'stack/Bad (AWS::Scheduler::Schedule): ScheduleExpression: one of day-of-month and day-of-week must be ?',
  );
  const Rule = {
    Type: 'AWS::Events::Rule',
    Properties: { Name: 'r', ScheduleExpression: 'rate(1 minutes)' },
  };
  await expect(templateCloud({ ...resources, Rule })).rejects.toThrow(
    'r (AWS::Events::Rule): ScheduleExpression: rate(1 minutes): the unit is singular with 1, and plural with more',
  );
});

test('a rule with a schedule hands its targets a Scheduled Event of the time that was due', async () => {
  const clock = new VirtualClock('2026-11-05T05:50:00.000Z');
  cloud = await templateCloud(
    {
      Ticks: queue('ticks'),
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'six',
          ScheduleExpression: 'cron(0 6 * * ? *)',
          Targets: [{ Id: 'q', Arn: { 'Fn::GetAtt': ['Ticks', 'Arn'] } }],
        },
      },
    },
    {},
    clock,
  );
  await pass(clock, 1);
  const messages = cloud.cloud.kernel.invoke(
    'sqs',
    'ReceiveMessage',
    { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/ticks' },
    cloud.cloud.kernel.callerOf(cloud.cloud.kernel.keys.operator()),
  ) as Promise<{ Messages: { Body: string }[] }>;
  const { Messages } = await messages;
  expect(Messages.map(({ Body }) => JSON.parse(Body) as unknown)).toEqual([
    {
      version: '0',
      id: expect.any(String),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-11-05T06:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/six'],
      detail: {},
    },
  ]);
});
