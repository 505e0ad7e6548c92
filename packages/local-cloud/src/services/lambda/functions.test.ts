import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Resources, role, type TemplateCloud, templateCloud } from '../../../testing/template-cloud.ts';
import { loadAssembly } from '../../cloud.ts';
import { startOf } from '../../kernel/children.ts';

const code = (version: number): string => `
exports.handler = async ({ sleep = 0, say }) => {
  await new Promise((resolve) => setTimeout(resolve, sleep));
  if (say) console.log(say + ' done');
  return { version: ${version}, pid: process.pid };
};`;

const resources = (version: number): Resources => ({
  Role: role('lambda.amazonaws.com', ['logs:*']),
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'fn',
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { ZipFile: code(version) },
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    },
  },
});

let cloud: TemplateCloud;
let lambda: LambdaClient;
beforeAll(async () => {
  cloud = await templateCloud(resources(1));
  lambda = new LambdaClient(cloud.client);
});
afterAll(() => cloud?.stop());

async function invoke(sleep: number): Promise<{ version: number; pid: number }> {
  const Payload = Buffer.from(JSON.stringify({ sleep }));
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'fn', Payload }));
  return JSON.parse(Buffer.from(answer.Payload ?? []).toString());
}

const deploy = (changed: Resources): Promise<void> => {
  const path = join(cloud.folder, 'assembly');
  writeFileSync(join(path, 'stack.json'), JSON.stringify({ Resources: changed }));
  return cloud.cloud.kernel.offers.cloudformation.deploy(loadAssembly(path, cloud.cloud.endpoint));
};

const gone = async (pid: number): Promise<true> => {
  while (startOf(pid) !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
  return true;
};

test('warm environments of a changed function end, a running one finishes, and the next is of the new code', async () => {
  const running = invoke(700);
  const warm = await invoke(0);
  await deploy(resources(2));
  const next = await invoke(0);
  const finished = await running;
  expect([warm.version, finished.version, next.version]).toEqual([1, 1, 2]);
  expect([await gone(warm.pid), await gone(finished.pid)]).toEqual([true, true]);
  expect((await invoke(0)).pid).toBe(next.pid);
});

test('an event whose function runs when the local cloud stops is taken up by the next one', async () => {
  const logGroupName = '/aws/lambda/fn';
  const handled = async (): Promise<number> => {
    const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
      new FilterLogEventsCommand({ logGroupName, filterPattern: '"slow done"' }),
    );
    return events.length;
  };
  const Payload = Buffer.from('{"sleep":400,"say":"slow"}');
  await lambda.send(new InvokeCommand({ FunctionName: 'fn', InvocationType: 'Event', Payload }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  cloud = await cloud.restart();
  lambda = new LambdaClient(cloud.client);
  while ((await handled()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 600)); // a stopped one that went on would do it again
  expect(await handled()).toBe(1);
});

test('a function that its stack has no more is not found', async () => {
  const { Role } = resources(2);
  await deploy({ Role } as Resources);
  await expect(invoke(0)).rejects.toThrow(ResourceNotFoundException);
});
