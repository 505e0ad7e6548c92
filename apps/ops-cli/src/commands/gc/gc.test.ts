import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import type { Result } from './run.ts';

let stage: LocalStage;

const run = (month: string, name: string, file = 'a1/trips/part-0.parquet'): Promise<void> =>
  stage.put('processed', `yellow/${month.replace('-', '/')}/${name}/${file}`);
const publication = (month: string, etag: string, file = 'yellow.parquet'): Promise<void> =>
  stage.put('raw', `yellow/${month.replace('-', '/')}/${etag}/${file}`);

beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
  // 2024-09 was republished, and then loaded a third time under an older number by force.
  for (const n of [1, 2, 3, 4]) await run('2024-09', `yellow-2024-09-r${n}`);
  await run('2024-09', 'yellow-2024-09-r1', 'a1/transform-report.json');
  await publication('2024-09', 'old');
  await publication('2024-09', 'old', 'raw-manifest.json');
  await publication('2024-09', 'new');
  await load(stage, ['2024-09', 1, 'yellow-2024-09-r1', 'old']);
  await load(stage, ['2024-09', 2, 'yellow-2024-09-r3', 'new']);
  await load(stage, ['2024-09', 3, 'yellow-2024-09-r2', 'new']);
  // Which load of 2024-07 is the newest cannot be told.
  await run('2024-07', 'yellow-2024-07-r1');
  await publication('2024-07', 'any');
  await load(stage, ['2024-07', 9, 'yellow-2024-07-r2', 'other']);
  await load(stage, ['2024-07', 10, 'yellow-2024-07-r1', 'any'], { loaded_rows: '-1' });
  // 2024-10 was never loaded; 2030-01 is going right now.
  await run('2024-10', 'yellow-2024-10-r1');
  await run('2024-10', 'by-hand');
  await publication('2024-10', 'unloaded');
  await stage.ops('run', '2030-01', '--no-wait');
  await run('2030-01', 'yellow-2030-01-r1');
  await run('2030-01', 'yellow-2030-01-r0');
  await publication('2030-01', 'superseded');
  await load(stage, ['2030-01', 4, 'yellow-2030-01-r9', 'newer']);
}, 60_000);
afterAll(() => stage?.stop());

async function gc(...argv: string[]): Promise<Result & { code: number }> {
  const { code, stdout, stderr } = await stage.ops('gc', '--json', ...argv);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Result) };
}

const removable = [
  ['s3://processed/yellow/2024/09/yellow-2024-09-r1/', 2, 'yellow-2024-09-r2 is loaded'],
  ['s3://processed/yellow/2024/09/yellow-2024-09-r3/', 1, 'yellow-2024-09-r2 is loaded'],
  ['s3://processed/yellow/2024/10/by-hand/', 1, 'a run that loaded nothing'],
  ['s3://raw/yellow/2024/09/old/', 2, 'publication new is loaded'],
];
const kept = [
  ['s3://processed/yellow/2024/07/yellow-2024-07-r1/', 'a ledger row of the month cannot be read'],
  ['s3://processed/yellow/2024/09/yellow-2024-09-r2/', 'the table has its rows'],
  ['s3://processed/yellow/2024/09/yellow-2024-09-r4/', 'the newest number of the month'],
  ['s3://processed/yellow/2024/10/yellow-2024-10-r1/', 'the newest number of the month'],
  ['s3://processed/yellow/2030/01/yellow-2030-01-r0/', 'a run of the month is going'],
  ['s3://processed/yellow/2030/01/yellow-2030-01-r1/', 'a run of the month is going'],
  ['s3://raw/yellow/2024/07/any/', 'a ledger row of the month cannot be read'],
  ['s3://raw/yellow/2024/09/new/', 'the table has its rows'],
  ['s3://raw/yellow/2024/10/unloaded/', 'nothing newer is loaded'],
  ['s3://raw/yellow/2030/01/superseded/', 'a run of the month is going'],
];
const shown = ({ removed }: Result): unknown[] =>
  removed.map(({ url, objects, reason }) => [url, objects, reason]).sort();
const stays = (result: Result): unknown[] => result.kept.map(({ url, reason }) => [url, reason]).sort();

test('what is young stays, whatever it is', async () => {
  const result = await gc('--dry-run');
  expect([result.code, result.removed]).toEqual([0, []]);
  expect(result.kept).toHaveLength(removable.length + kept.length);
});

test('a dry run shows what would go, and why the rest stays; it removes nothing', async () => {
  for (const _ of [1, 2]) {
    const result = await gc('--dry-run', '--older-than', '0');
    expect([result.dry_run, shown(result), stays(result)]).toEqual([true, removable, kept]);
  }
  const { stdout } = await stage.ops('gc', '--dry-run', '--older-than', '0');
  expect(stdout).toMatch(
    /would be removed .*\n(.*\n){4}\n4 folders, \d+ bytes; 10 folders stay\nnext: .* ops gc removes them/,
  );
});

test('what is superseded goes, and nothing else; a second time there is nothing to do', async () => {
  const result = await gc('--older-than', '0');
  expect([result.dry_run, shown(result)]).toEqual([false, removable]);
  const again = await gc('--older-than', '0');
  expect([again.removed, stays(again)]).toEqual([[], kept]);
  expect((await stage.ops('gc')).stdout).toBe('Nothing to remove; 10 folders stay.\n');
});
