import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { chatParameterNames } from '@tlc-elt/contracts';
import { LocalCloud } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localResources } from '../../../test/local-template.ts';
import { type Outcome, ops } from '../../../test/ops.ts';
import type { Result as Doctor } from '../doctor/run.ts';
import { type Result, render } from './run.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:tlc-local-notifications';
const { notifierArn, webhookUrl } = chatParameterNames('local');

/** A stage whose topic a queue hears, and whose chat has no webhook yet; one whose topic nobody hears; one without. */
const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'tlc-local-notifications' } };
const clouds: LocalCloud[] = [];
const stageWith = async (more: object): Promise<LocalCloud> => {
  const cloud = await LocalCloud.start({ resources: { ...localResources, ...more } });
  clouds.push(cloud);
  return cloud;
};
const notify = (cloud: LocalCloud, ...flags: string[]): Promise<Outcome> =>
  ops(['notify', ...flags], { root: cloud.folder });

let heard: LocalCloud;
beforeAll(async () => {
  heard = await stageWith({
    Topic: topic,
    Ears: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'ears' } },
    Subscribed: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: { Ref: 'Topic' },
        Protocol: 'sqs',
        Endpoint: { 'Fn::GetAtt': ['Ears', 'Arn'] },
      },
    },
    Notifier: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: notifierArn, Type: 'String', Value: 'arn' },
    },
  });
}, 60_000);
afterAll(async () => {
  for (const cloud of clouds) await cloud.remove();
});

test('who has subscribed hears a test message, and is named', async () => {
  const { code, stdout } = await notify(heard, '--json');
  const result = JSON.parse(stdout) as Result;
  expect([code, result]).toEqual([
    0,
    {
      topic: TOPIC,
      message_id: expect.any(String),
      told: [{ protocol: 'sqs', endpoint: 'arn:aws:sqs:us-east-1:000000000000:ears', confirmed: true }],
    },
  ]);
  const sqs = new SQSClient(heard.client);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'ears' }));
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  expect(JSON.parse(Messages?.[0]?.Body ?? '')).toMatchObject({
    MessageId: result.message_id,
    Subject: 'tlc-elt: a test of stage local',
  });
  expect((await notify(heard)).stdout).toMatch(/^sent to *\nsqs +arn:aws:sqs:\S+:ears\s*$/);
});

test('an address that has not said yes hears nothing, and nobody is no good test', async () => {
  const style = { yellow: (text: string) => text } as Parameters<typeof render>[1]['style'];
  const view = { style } as Parameters<typeof render>[1];
  const told = [{ protocol: 'email', endpoint: 'a@b.c', confirmed: false }];
  expect(render({ topic: TOPIC, message_id: 'm', told }, view)).toMatch(
    /email +a@b\.c +waits for its confirmation/,
  );
  const silent = await stageWith({ Topic: topic });
  const { code, stdout } = await notify(silent);
  expect([code, stdout]).toEqual([1, expect.stringContaining(`nobody has subscribed to ${TOPIC}`)]);
});

test('a stage that has no topic is deployed in part', async () => {
  const { code, stderr } = await notify(await stageWith({}));
  expect([code, stderr]).toEqual([3, expect.stringContaining(`there is no topic ${TOPIC}`)]);
});

test('ops doctor says whether the chat has a webhook, and never which', async () => {
  const chat = async () => {
    const { stdout } = await ops(['doctor', '--json'], { root: heard.folder });
    expect(stdout).not.toContain('T0/B0');
    return (JSON.parse(stdout) as Doctor).checks.find(({ check }) => check === 'chat');
  };
  expect(await chat()).toMatchObject({
    status: 'fail',
    found: `there is no SSM parameter ${webhookUrl}`,
    next: expect.stringContaining('aws ssm put-parameter --type SecureString'),
  });
  const Value = 'https://hooks.example/services/T0/B0';
  await new SSMClient(heard.client).send(
    new PutParameterCommand({ Name: webhookUrl, Value, Type: 'SecureString' }),
  );
  expect(await chat()).toMatchObject({ status: 'ok' });
});
