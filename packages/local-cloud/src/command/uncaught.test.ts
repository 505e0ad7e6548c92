import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { folderWith, type TemplateCloud } from '../../testing/template-cloud.ts';

const BIN = resolve(import.meta.dirname, '../../bin/local.ts');
const LATE_ERROR = pathToFileURL(resolve(import.meta.dirname, '../../testing/wire/late-error.ts')).href;

const folder = folderWith({ 'assembly/stack.json': '{"Resources":{}}' });
const env = { ...process.env, TLC_LOCAL_DIR: join(folder, 'local'), NODE_OPTIONS: `--import ${LATE_ERROR}` };

async function local(...args: string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [BIN, ...args], { env })).stdout;
}

let record: { endpoint: string; pid: number; log: string };
let client: Omit<TemplateCloud['client'], 'forcePathStyle'> & { readonly maxAttempts: number };
beforeAll(async () => {
  record = JSON.parse(
    await local('up', '--assembly', join(folder, 'assembly'), '--port', '0', '--detach', '--json'),
  );
  const variables = JSON.parse(await local('env', '--json'));
  client = {
    endpoint: record.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY,
    },
  };
}, 60_000);
afterAll(async () => {
  await local('down');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('an error that nothing catches is logged and answered as InternalFailure, and the process lives', async () => {
  await expect(new STSClient(client).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
    name: 'InternalFailure',
    message: 'the local cloud failed: nobody catches this',
    $metadata: { httpStatusCode: 500 },
  });
  const { StackSummaries } = await new CloudFormationClient(client).send(new ListStacksCommand({}));
  expect(StackSummaries).toHaveLength(1);
  expect(JSON.parse(await local('status', '--json')).pid).toBe(record.pid);
  expect(readFileSync(record.log, 'utf8')).toMatch(
    /an error that nothing caught: Error: nobody catches this\n +at /,
  );
});
