import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJson } from '../disk/json-file.ts';
import { placeOf } from './place.ts';
import { main } from './program.ts';

const said: string[] = [];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-account-'));
  said.length = 0;
});
afterEach(async () => {
  await local('down');
  rmSync(folder, { recursive: true, force: true });
});

/** `pnpm local …` in this process; gives its exit code, and what it said in `said`. */
function local(...args: string[]): Promise<number> {
  const env = { ...process.env, TLC_LOCAL_DIR: folder, TLC_STAGE: 'local', TLC_SHARED_DIR: folder };
  return main(args, { ...placeOf(env), say: (line) => void said.push(line) }, env);
}
const up = (...args: string[]) => local('up', '--empty', '--detach', '--port', '0', ...args);

function clients() {
  const env = readJson(join(folder, 'local/client-env.json')) as Record<string, string>;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = env;
  return {
    endpoint: env.AWS_ENDPOINT_URL as string,
    region: env.AWS_REGION as string,
    credentials: { accessKeyId, secretAccessKey },
  };
}

test('an empty account has its number and region, nothing in it, and keeps what is put there', async () => {
  expect(await up('--account', '111111111111', '--region', 'eu-west-1')).toBe(0);
  const { region } = clients();
  const { Account } = await new STSClient(clients()).send(new GetCallerIdentityCommand({}));
  const { Stacks } = await new CloudFormationClient(clients()).send(new DescribeStacksCommand({}));
  expect([Account, region, Stacks]).toEqual(['111111111111', 'eu-west-1', []]);
  await new SSMClient(clients()).send(new PutParameterCommand({ Name: '/a', Value: 'b', Type: 'String' }));
  await local('down');
  expect(await up()).toBe(0);
  const again = await new SSMClient(clients()).send(new GetParameterCommand({ Name: '/a' }));
  expect([again.Parameter?.Value, again.Parameter?.ARN]).toEqual([
    'b',
    'arn:aws:ssm:eu-west-1:111111111111:parameter/a',
  ]);
}, 60_000);

test('an account stays what it was started as', async () => {
  expect(await up('--account', '111111111111')).toBe(0);
  await local('down');
  const refused = async (args: string[], message: RegExp) => {
    said.length = 0;
    expect(await local('up', '--detach', '--port', '0', ...args)).toBe(2);
    expect(said.join('\n')).toMatch(message);
  };
  await refused(
    ['--empty', '--account', '222222222222'],
    /^stage local is account 111111111111 in us-east-1, not 222222222222 in us-east-1; .*reset --stage local --yes/,
  );
  await refused([], /^stage local is account 111111111111, which deployments fill: start it by .*up --empty/);
  await refused(['--account', '111111111111'], /^--account and --region are those of an account that starts/);
  await refused(['--empty', '--assembly', '/x'], /--assembly speaks of what is in it: give one of them$/);
  await refused(['--empty', '--engine', 'duckdb'], /the option behind TLC_ENGINE speaks of what is in it/);
  await refused(['--empty', '--account', '12'], /^--account takes twelve digits, not 12$/);
  await refused(['--empty', '--region', 'x'], /^--region takes a region such as us-east-1, not x$/);
}, 60_000);

test('what an assembly brought is no empty account', async () => {
  const template = join(folder, 'stack.json');
  writeFileSync(template, JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' } } }));
  expect(await local('up', '--assembly', template, '--detach', '--port', '0')).toBe(0);
  await local('down');
  expect(await up()).toBe(2);
  expect(said.at(-1)).toMatch(/^stage local is no empty account: it holds what an assembly brought; .*reset/);
}, 60_000);
