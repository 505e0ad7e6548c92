import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { LocalCloud, role } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The very bundle that is deployed, as a Lambda of the local cloud; runs with no_wait end, the others wait for ever.
let cloud: LocalCloud;
let sfn: SFNClient;
const machineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:pipeline';
const arnOf = (name: string): string => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const machine = {
  StartAt: 'Waits',
  States: {
    Waits: {
      Type: 'Choice',
      Choices: [{ Variable: '$.no_wait', IsPresent: true, Next: 'Ends' }],
      Default: 'ForEver',
    },
    ForEver: { Type: 'Wait', Seconds: 86_400, Next: 'Ends' },
    Ends: { Type: 'Succeed' },
  },
};

const functionAt = (name: string, stateMachineArn: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: name,
    Role: { 'Fn::GetAtt': ['LambdaRole', 'Arn'] },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 60,
    Code: 'code',
    Environment: {
      Variables: { STAGE: 'local', STATE_MACHINE_ARN: stateMachineArn, PROCESSED_BUCKET: 'processed' },
    },
  },
});

beforeAll(async () => {
  cloud = await LocalCloud.start({
    resources: {
      LambdaRole: role('lambda.amazonaws.com'),
      StatesRole: role('states.amazonaws.com'),
      Processed: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'processed' } },
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          StateMachineName: 'pipeline',
          RoleArn: { 'Fn::GetAtt': ['StatesRole', 'Arn'] },
          DefinitionString: JSON.stringify(machine),
        },
      },
      Trigger: functionAt('trigger', machineArn),
      Lost: functionAt('lost', `${machineArn}-gone`),
    },
    code: join(import.meta.dirname, '../dist'),
  });
  sfn = new SFNClient(cloud.client);
}, 60_000);
afterAll(() => cloud?.remove());

async function trigger(event: unknown, name = 'trigger'): Promise<Record<string, unknown>> {
  const { Payload } = await new LambdaClient(cloud.client).send(
    new InvokeCommand({ FunctionName: name, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>;
}

const inputOf = async (name: string): Promise<unknown> =>
  JSON.parse((await sfn.send(new DescribeExecutionCommand({ executionArn: arnOf(name) }))).input ?? '');

test('the schedule starts the due month; called again it finds that very run', async () => {
  const event = { scheduled_time: '2025-01-05T11:00:00Z' };
  const run = { name: 'yellow-2024-11-r1', month: '2024-11', execution_arn: arnOf('yellow-2024-11-r1') };
  expect(await trigger(event)).toEqual({ ...run, started: true });
  expect(await trigger(event)).toEqual({ ...run, started: false });
  expect(await inputOf('yellow-2024-11-r1')).toEqual({ dataset: 'yellow', month: '2024-11' });
});

test('a run takes the number after those of Step Functions and of S3', async () => {
  await sfn.send(new StopExecutionCommand({ executionArn: arnOf('yellow-2024-11-r1') }));
  expect(await trigger({ month: '2024-11', force: true })).toMatchObject({ name: 'yellow-2024-11-r2' });
  expect(await inputOf('yellow-2024-11-r2')).toEqual({ dataset: 'yellow', month: '2024-11', force: true });
  await new S3Client({ ...cloud.client, forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: 'processed', Key: 'yellow/2019/03/yellow-2019-03-r7/a/x', Body: 'x' }),
  );
  expect(await trigger({ month: '2019-03' })).toMatchObject({ name: 'yellow-2019-03-r8' });
});

test('refresh mode starts thirteen months, attaches to those that go, and counts what it started', async () => {
  const { refreshed, ...due } = await trigger({ scheduled_time: '2025-02-05T11:00:00Z', refresh: true });
  expect(due).toMatchObject({ name: 'yellow-2024-12-r1', started: true });
  const runs = refreshed as { name: string; started: boolean }[];
  expect(runs.map(({ name, started }) => [name, started])).toEqual([
    ['yellow-2024-11-r2', false],
    ...['10', '09', '08', '07', '06', '05', '04', '03', '02', '01'].map((m) => [`yellow-2024-${m}-r1`, true]),
    ['yellow-2023-12-r1', true],
  ]);
  expect(await inputOf('yellow-2024-03-r1')).toEqual({ dataset: 'yellow', month: '2024-03', no_wait: true });
  const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/trigger' }),
  );
  const counts = events
    .filter(({ message }) => message?.includes('CloudWatchMetrics'))
    .map(({ message = '{}' }) => (JSON.parse(message) as { MonthsStarted: number }).MonthsStarted);
  expect(counts).toEqual([1, 0, 1, 1, 12]);
});

test('what cannot be started fails the invocation, and every month is named', async () => {
  const answer = await trigger({ scheduled_time: '2025-01-05T11:00:00Z', refresh: true }, 'lost');
  expect(answer.errorType).toBe('MonthsNotStarted');
  expect(String(answer.errorMessage).match(/20\d\d-\d\d: StateMachineDoesNotExist/g)).toHaveLength(13);
});
