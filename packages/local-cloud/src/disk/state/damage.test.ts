import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DAMAGES, Damaged, randomOf } from '../../../testing/state/damages.ts';
import { Stage } from '../../../testing/state/stage.ts';
import { KINDS, type Kind, kindOf } from './kinds.ts';

const stage = new Stage();
let damaged: Damaged;
beforeAll(async () => {
  damaged = await Damaged.of(stage);
}, 120_000);
afterAll(() => stage.remove(), 60_000);

/** A file of each kind with the fate. */
function oneOfEach(fate: (kind: Kind) => boolean): string[] {
  const byKind = new Map([...damaged.files].map(([path, kind]) => [kind, path]));
  return [...byKind].filter(([kind]) => fate(kind)).map(([, path]) => path);
}

test('every file of the state is of a kind, and there is one of nearly every kind', () => {
  const entries = readdirSync(stage.folders.state, { recursive: true, withFileTypes: true });
  const strangers = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(stage.folders.state, join(entry.parentPath, entry.name)))
    .filter((path) => kindOf(path) === undefined);
  expect(strangers).toEqual([]);
  const there = new Set(damaged.files.values());
  expect(KINDS.filter((kind) => !there.has(kind)).map(({ path }) => path)).toEqual([
    // of an account that deployments fill: services/cloudformation/account/damage.test.ts
    'cloudformation/stacks/*',
    'cloudformation/events/*',
    'cloudformation/retained.json',
    's3/*/uploads/.completed/*', // for a day after a completion
    'lambda/events/*', // until the function has got it
  ]);
});

test.each(Object.entries(DAMAGES))(
  '%s: a file of every kind is told, kept, and done without, or the start is refused',
  async (_, damage) => {
    const rest = oneOfEach(({ fate }) => fate !== 'refused');
    expect(await damaged.faults(rest, damage, () => 0.5)).toEqual([]);
    for (const path of oneOfEach(({ fate }) => fate === 'refused'))
      expect(await damaged.faults([path], damage, () => 0.5)).toEqual([]);
  },
  60_000,
);

test('random damages of several files at once come to what the table says', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const random = randomOf(seed);
    const paths = [...damaged.files.keys()].filter(() => random() < 0.2);
    const damage = Object.values(DAMAGES)[Math.floor(random() * 3)] as (typeof DAMAGES)[string];
    expect([seed, await damaged.faults(paths, damage, random)]).toEqual([seed, []]);
  }
}, 60_000);

test('after kill -9, with half a list of executions, all are listed that have a history', async () => {
  damaged.restore();
  const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:wait';
  const listed = async (): Promise<unknown[]> => {
    const { executions = [] } = await new SFNClient(stage.client).send(
      new ListExecutionsCommand({ stateMachineArn: machine }),
    );
    return executions.map(({ name, status, startDate }) => [name, status, startDate]);
  };
  await stage.up();
  const before = await listed();
  expect(before).toHaveLength(1);
  stage.kill();
  const index = damaged.path('states/executions.jsonl');
  truncateSync(index, Math.floor(readFileSync(index).length / 2));
  await stage.up();
  expect(await listed()).toEqual(before);
  await stage.down();
}, 60_000);

test('after kill -9, with half or none of what the objects are, the start is refused and nothing is removed', async () => {
  damaged.restore();
  const [journal] = [...damaged.files]
    .filter(([, { path }]) => path === 's3/*/objects.jsonl')
    .map(([path]) => path);
  const path = damaged.path(journal as string);
  await stage.up();
  stage.kill();
  const [bytes, blobs] = [readFileSync(path), readdirSync(join(path, '../blobs'))];
  for (const size of [0, Math.floor(bytes.length / 2), bytes.lastIndexOf('\n', -2) + 1]) {
    writeFileSync(path, bytes.subarray(0, size));
    const { code, stderr } = await stage.tryUp();
    expect(code).toBe(1);
    expect(stderr).toContain(`${path} is damaged (it has ${size} bytes, and had ${bytes.length}): it held`);
    expect(readdirSync(join(path, '../blobs'))).toEqual(blobs);
  }
}, 60_000);

test('a damaged format is refused with the command that heals it, and reset is not the only way', async () => {
  damaged.restore();
  const path = join(stage.localDir, 'format');
  for (const text of ['', '3\n', '\u0012\n']) {
    writeFileSync(path, text);
    const { code, stderr } = await stage.tryUp();
    expect(code).toBe(1);
    expect(stderr).toContain(`${path} says ${JSON.stringify(text.trim())}, and this version writes 2`);
    expect(stderr).toContain(`\`echo 2 > ${path}\` heals it`);
  }
  writeFileSync(path, '2\n');
  await stage.up();
  await stage.down();
});

test('what each start writes is written anew, whatever became of it', async () => {
  const { record, clientEnv, stage: folder } = stage.folders;
  const locks = readdirSync(folder)
    .filter((name) => name.startsWith('lock.'))
    .map((name) => join(folder, name));
  for (const path of [record, clientEnv, ...locks]) writeFileSync(path, '{');
  await stage.up();
  expect((await stage.local('status')).code).toBe(0);
  await stage.down();
  writeFileSync(stage.folders.source, '');
  const { code, stderr } = await stage.tryUp();
  expect([code, stderr]).toEqual([
    2,
    expect.stringContaining(`${stage.folders.source} is damaged: it is empty`),
  ]);
  rmSync(stage.folders.source);
});
