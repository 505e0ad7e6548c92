import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resourceNames } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate, publish } from '../src/months.ts';
import { LocalStage } from '../src/stage.ts';

interface Grant {
  readonly role: string;
  readonly action: string;
  readonly used: boolean;
}

let source = '';
let stage: LocalStage;
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  stage = await LocalStage.start({ source });
});
afterAll(async () => {
  await stage?.remove();
  await rm(source, { recursive: true });
});

/** What the stage's roles have done to the warehouse since the start, as the local cloud's IAM saw it. */
async function asked(): Promise<string[]> {
  const grants = JSON.parse((await stage.local('iam', '--json')).stdout) as Grant[];
  const asking = grants.filter(({ action }) => action.startsWith('redshift-data:'));
  expect([...new Set(asking.map(({ role }) => role))]).toEqual([resourceNames('local').roles.load]);
  return asking.filter(({ used }) => used).map(({ action }) => action);
}

test('a waiting month asks the publisher and never the warehouse; once it is published it loads by itself', async () => {
  const month = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 7);
  const waiting = await stage.run(month, '--no-wait');
  expect([waiting.code, waiting.states.map(({ name }) => name)]).toEqual([
    4,
    ['CheckSource', 'NotPublished'],
  ]);
  expect(await asked()).toEqual([]);

  const watching = stage.run(month);
  const execution = await waitsIn(month);
  expect(await asked()).toEqual([]);
  await generate(source, month, 500);
  await stage.local('wake', execution);
  const ran = await watching;
  expect([ran.code, ran.status, ran.cause]).toEqual([0, 'SUCCEEDED', null]);
  expect(await asked()).toContain('redshift-data:BatchExecuteStatement');
  expect((await stage.verify(month)).ok).toBe(true);
});

/** ARN of the month's execution, once it waits for the publication. */
async function waitsIn(month: string): Promise<string> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await stage.ops('status', '--json');
    const { executions } = JSON.parse(stdout) as {
      executions: { name: string; state: string; status: string; arn?: string; execution_arn?: string }[];
    };
    const going = executions.find(({ status }) => status === 'RUNNING');
    if (going?.state === 'WaitForPublication') return arnOf(going.name);
  }
  throw new Error(`no run of ${month} waits`);
}

const arnOf = (name: string): string =>
  `arn:aws:states:us-east-1:000000000000:execution:${resourceNames('local').stateMachine}:${name}`;

test('a run that somebody stops is told to the topic, by a rule and not by the workflow', async () => {
  const month = new Date(Date.now() - 75 * 86_400_000).toISOString().slice(0, 7);
  const watching = stage.run(month);
  const execution = (await waitsIn(month)).split(':').at(-1) as string;
  expect((await stage.ops('stop', execution)).code).toBe(0);
  expect((await watching).status).toBe('ABORTED');
  for (let tries = 0; ; tries += 1) {
    const { stdout } = await stage.local('messages', '--json');
    if (stdout.includes(`${execution} ended ABORTED`)) break;
    expect(tries, stdout).toBeLessThan(50);
  }
});

test('a plan loads the file that it was made for, and is refused once that was replaced', async () => {
  const plan = async (name: string): Promise<string> => {
    const file = join(source, name);
    expect((await stage.ops('plan', '2024-03', '--out', file)).code).toBe(0);
    return file;
  };
  const published = await generate(source, '2024-03', 500);
  const first = await plan('first.json');
  await publish(published, source, '2024-03', { at: new Date('2024-05-20T12:00:00Z') });
  const outdated = await stage.ops('apply', first);
  expect([outdated.code, outdated.stdout]).toEqual([1, expect.stringContaining('nothing was started')]);
  const second = await plan('second.json');
  for (const _ of ['carried out', 'done already']) {
    const { code, stdout } = await stage.ops('apply', second, '--json');
    const { months } = JSON.parse(stdout) as { months: { execution: string; status: string }[] };
    expect([code, months.map(({ execution, status }) => [execution, status])]).toEqual([
      0,
      [['yellow-2024-03-r1', 'SUCCEEDED']],
    ]);
  }
  const { stdout } = await stage.ops('plan', '2024-03', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ runs: [], others: [{ month: '2024-03', state: 'loaded' }] });
});
