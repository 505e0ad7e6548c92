import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Shape } from '../../src/aws/call.ts';
import { clientEnv } from '../../src/command/client-env.ts';
import { PythonEnvironments } from '../../src/kernel/python/environment.ts';
import { cloudformation } from '../../src/services/cloudformation/index.ts';
import { calledServices } from '../../src/support-page.ts';
import { TestAccount } from '../cloudformation/account.ts';
import { Issuer } from '../issuer.ts';
import { type TemplateCloud, templateCloud } from '../template-cloud.ts';
import { calls, deployments, type Step, taskCalls, tokenCalls } from './calls.ts';
import { files, resources } from './template.ts';

const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../../.local');
/** Its models are newer than those of the boto3 that jobs have. */
const BOTO = 'boto3==1.43.11';

let cloud: TemplateCloud;
let python: string;
beforeAll(async () => {
  cloud = await templateCloud(resources, files);
  const { children } = cloud.cloud.kernel;
  python = await new PythonEnvironments(join(SHARED, 'python'), () => undefined, children).python([BOTO]);
}, 120_000);
afterAll(() => cloud?.stop());

async function walk(asked: object, { cloud: asking } = cloud): Promise<string[]> {
  const child = spawn(python, [join(import.meta.dirname, 'walk.py')], {
    env: { PATH: process.env.PATH, ...clientEnv(asking) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(asked));
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk;
  return JSON.parse(text) as string[];
}

const asOperator = (service: string, operation: string, input: Shape): Promise<Shape> => {
  const { kernel } = cloud.cloud;
  return kernel.invoke(service, operation, input, kernel.callerOf(kernel.keys.operator()));
};

/** Tokens of tasks that wait for an answer. */
async function tokens(count: number): Promise<string[]> {
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:callback';
  const found: string[] = [];
  while (found.length < count) {
    await asOperator('states', 'StartExecution', { stateMachineArn });
    const asked = { QueueUrl: 'x/tasks', WaitTimeSeconds: 10 };
    const { Messages } = (await asOperator('sqs', 'ReceiveMessage', asked)) as {
      Messages: { Body: string }[];
    };
    found.push(...Messages.map(({ Body }) => Body));
  }
  return found;
}

test('every answer is valid against botocore’s models, and what is not served is refused by the service’s own error', async () => {
  const served = Object.fromEntries(
    calledServices.map(({ name, operations }) => [name, Object.keys(operations)]),
  );
  const issuer = await Issuer.make('https://issuer.example.com');
  cloud.cloud.kernel.offers.sts.standIn(issuer.url, issuer.keys);
  const all = {
    ...calls,
    states: [...(calls.states ?? []), ...taskCalls(await tokens(3))],
    sts: [...(calls.sts ?? []), ...tokenCalls(await issuer.token({ sub: 'me', aud: 'client' }))],
  };
  const asked = Object.fromEntries(
    Object.entries(all).map(([service, steps]) => [
      service,
      steps.map(([operation, parameters, how = {}]: Step) => [operation, parameters, how]),
    ]),
  );
  expect(await walk({ served, calls: asked })).toEqual([]);
}, 120_000);

test('and so is every answer of CloudFormation in an account that deployments fill', async () => {
  const account = await TestAccount.start();
  const served = { cloudformation: Object.keys(cloudformation.operations) };
  const steps = deployments.map(([operation, parameters, how = {}]) => [operation, parameters, how]);
  try {
    expect(await walk({ served, calls: { cloudformation: steps } }, account.cloud)).toEqual([]);
  } finally {
    await account.stop();
  }
}, 120_000);
