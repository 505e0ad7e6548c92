import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EmptyAccount } from '../src/deployment/account.ts';
import { generate } from '../src/months.ts';

const MINUTES = 60_000;
const MONTH = '2026-08';
const deploy = () => account.clone.succeeds('turbo', 'deploy');

let folder = '';
let account: EmptyAccount;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-deployment-'));
  await generate(folder, MONTH, 2_000);
  account = await EmptyAccount.start(folder, '000000000000');
}, 10 * MINUTES);
afterAll(async () => {
  await account?.remove();
  await rm(folder, { recursive: true });
});

test(
  'stage local is deployed into an empty account by the commands of the README, and what is deployed runs',
  async () => {
    await account.clone.succeeds('cdk', 'bootstrap', 'aws://000000000000/us-east-1');
    await deploy();
    expect(new Set((await account.stacks()).map(({ StackStatus }) => StackStatus))).toEqual(
      new Set(['CREATE_COMPLETE']),
    );
    await account.clone.succeeds('ops', 'doctor');
    expect(await account.clone.succeeds('ops', 'run', MONTH)).toMatch(/^succeeded: yellow-2026-08-r1/);
    expect(await account.clone.succeeds('ops', 'verify', MONTH)).toMatch(/2026-08.* ok /);
  },
  10 * MINUTES,
);

test(
  'the same again changes nothing; of a destroyed stage nothing is left but the bootstrap',
  async () => {
    expect(await account.changedBy(deploy)).toEqual([]);
    await account.clone.succeeds('run', 'destroy');
    expect((await account.stacks()).map(({ StackName }) => StackName)).toEqual(['CDKToolkit']);
  },
  10 * MINUTES,
);
