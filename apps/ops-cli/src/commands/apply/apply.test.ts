import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MonthsPlan, planOfMonths } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { publicationOf } from '../../../test/published.ts';
import type { Result as Status } from '../status/run.ts';
import type { Result } from './run.ts';

// The workflow of this stage ends at once and loads nothing, but for months of 2030, which wait, and of 2012, which fail.
let stage: LocalStage;
const publish = (month: string, content = 'PAR1'): void =>
  stage.publish(`yellow_tripdata_${month}.parquet`, content);

beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
}, 60_000);
afterAll(() => stage?.stop());

async function planned(...months: string[]): Promise<string> {
  const file = `${months.join('-')}.json`;
  const { code, stderr } = await stage.ops('plan', ...months, '--out', file);
  if (code !== 0) throw new Error(stderr);
  return file;
}

async function apply(...argv: string[]): Promise<Result & { code: number; stderr: string }> {
  const { code, stdout, stderr } = await stage.ops('apply', ...argv, '--json');
  if (stdout === '') throw new Error(stderr);
  return { code, stderr, ...(JSON.parse(stdout) as Result) };
}

/** Executions of a month, oldest first. */
async function executionsOf(month: string): Promise<string[]> {
  const { stdout } = await stage.ops('status', month, '--json');
  return (JSON.parse(stdout) as Status).executions.map(({ name }) => name).reverse();
}
const names = ({ months }: Result) => months.map(({ execution }) => execution);

test('a plan is carried out once: the second time it shows what came of its runs, the failed one too', async () => {
  for (const month of ['2012-01', '2019-01', '2019-02']) publish(month);
  const file = await planned('2019-01', '2012-01', '2019-02');
  const first = await apply(file);
  expect(names(first)).toEqual(['yellow-2019-01-r1', 'yellow-2012-01-r1', 'yellow-2019-02-r1']);
  expect(first.months.map(({ status }) => status)).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
  expect([first.code, first.refused, first.left]).toEqual([1, [], []]);
  const again = await apply(file);
  expect(names(again)).toEqual(names(first));
  expect(again.stderr).toMatch(/2019-01 yellow-2019-01-r1 was started by this plan before/);
  expect(await executionsOf('2012-01')).toEqual(['yellow-2012-01-r1']);
});

test('a month whose file was replaced is refused, with what was planned and what is, and nothing is started', async () => {
  for (const month of ['2019-03', '2019-04']) publish(month);
  const file = await planned('2019-03', '2019-04');
  publish('2019-04', 'PAR1 anew');
  const { code, months, refused, left } = await apply(file);
  expect([code, months, left]).toEqual([1, [], [{ dataset: 'yellow', month: '2019-03' }]]);
  const { etag, bytes } = await publicationOf(stage, '2019-04');
  expect(refused.map(({ month }) => month)).toEqual(['2019-04']);
  expect(refused[0]?.changes[0]).toMatch(
    new RegExp(
      `^planned: the publisher's file, ETag \\S+, 4 bytes, of .*; now: .*, ETag ${etag}, ${bytes} bytes, of `,
    ),
  );
  const { stdout } = await stage.ops('apply', file);
  expect(stdout).toMatch(
    /^refused: 1 month of plan [0-9a-f]{16} is not as planned; nothing was started\n {2}2019-04 {2}planned: .*\n {2}not started either: 2019-03\nnext: {2}plan again: npx -y pnpm@12.21.0 ops plan\n$/,
  );
  expect(await executionsOf('2019-03')).toEqual([]);
});

test.each([
  [
    'somebody loaded it',
    '2019-05',
    () => load(stage, ['2019-05', 1, 'by-hand', 'e']),
    'planned: nothing is loaded; now: loaded by by-hand (load 1, ',
  ],
  [
    'somebody ran it',
    '2019-06',
    () => stage.ops('run', '2019-06', '--no-wait'),
    'planned: the next run is yellow-2019-06-r1; now: the next run is yellow-2019-06-r2',
  ],
  [
    'somebody runs it',
    '2030-01',
    () => stage.ops('run', '2030-01', '--no-wait'),
    'yellow-2030-01-r1 is going',
  ],
])('a month is refused where %s', async (_, month, change, said) => {
  publish(month);
  const file = await planned(month);
  await change();
  const { code, refused } = await apply(file);
  expect(code).toBe(1);
  expect(refused[0]?.changes.join('\n')).toContain(said);
});

test('a publisher that does not say what it has is no leave to start', async () => {
  publish('2019-07');
  const file = await planned('2019-07');
  publish('2019-07', '');
  const { refused } = await apply(file);
  expect(refused[0]?.changes).toHaveLength(1);
  expect(await executionsOf('2019-07')).toEqual([]);
});

test('--max-months and --max-cost end it before the month that goes beyond, and a higher limit goes on', async () => {
  const months = ['2020-01', '2020-02', '2020-03', '2020-04'];
  for (const month of months) publish(month);
  const file = await planned(...months);
  const one = await apply(file, '--max-months', '1');
  expect([names(one), one.left.length, one.refused]).toEqual([['yellow-2020-01-r1'], 3, []]);
  expect((await stage.ops('apply', file, '--max-months', '1')).stdout).toMatch(
    /\n\nlimit reached: 3 months of plan [0-9a-f]{16} are left: 2020-02..2020-04\nnext: .* ops apply \S+\n$/,
  );
  // What a run is taken to cost counts until it has ended, $0.0585 each.
  const some = await apply(file, '--max-cost', '0.06');
  expect([names(some), some.left.length]).toEqual([['yellow-2020-01-r1'], 3]);
  // In the end each has cost next to nothing: this stage runs no job.
  const all = await apply(file, '--max-cost', '0.2', '--max-months', '4');
  expect([names(all), all.left]).toEqual([months.map((month) => `yellow-${month}-r1`), []]);
});

/** `ops apply` in a process of its own, killed by SIGKILL once it has said something; all that it said. */
async function killedAfter(file: string, said: RegExp): Promise<string> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../bin/ops.mjs'), 'apply', file, '--endpoint', 'local'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, INIT_CWD: stage.root, TLC_LOCAL_DIR: join(stage.root, '.local') },
    },
  );
  const ended = once(child, 'exit');
  let told = '';
  for await (const text of child.stderr.setEncoding('utf8')) {
    told += text;
    if (said.test(told)) break;
  }
  child.kill('SIGKILL');
  await ended;
  return told;
}

test('killed in the middle, the same command goes on with what it has started, and starts it no second time', async () => {
  for (const month of ['2030-02', '2030-03', '2030-04']) publish(month);
  const file = await planned('2030-02', '2030-03', '2030-04');
  const first = await killedAfter(file, / started\n.* started\n/);
  expect(first).not.toContain('2030-04');
  const second = await killedAfter(file, / by this plan before\n[\s\S]* by this plan before\n/);
  expect(second).not.toContain(' started\n');
  expect([
    await executionsOf('2030-02'),
    await executionsOf('2030-03'),
    await executionsOf('2030-04'),
  ]).toEqual([['yellow-2030-02-r1'], ['yellow-2030-03-r1'], []]);
});

test('what is no plan is refused by its path, and what is wrong with it', async () => {
  const said = async (name: string, text: string): Promise<string> => {
    writeFileSync(join(stage.root, name), text);
    const { code, stderr } = await stage.ops('apply', name);
    expect(code).toBe(1);
    return stderr;
  };
  const { stderr, code } = await stage.ops('apply', 'nowhere.json');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^error: nowhere.json cannot be read: ENOENT\nnext: /),
  ]);
  expect(await said('cut.json', '{"version": 1')).toMatch(/^error: cut.json is no plan: .*JSON/);
  expect(await said('other.json', '[]')).toMatch(/^error: other.json is no plan of this version of ops:\n✖ /);
  publish('2019-09');
  const made = readFileSync(join(stage.root, await planned('2019-09')), 'utf8');
  expect(await said('edited.json', made.replace('"force": false', '"force": true'))).toContain(
    'does not belong to this content: the file was changed after it was written',
  );
});

test('a plan of another account, and a limit in dollars for what has no estimate, are refused', async () => {
  publish('2019-10');
  const { id: _, ...plan } = JSON.parse(
    readFileSync(join(stage.root, await planned('2019-10')), 'utf8'),
  ) as MonthsPlan;
  const said = async (changed: Partial<MonthsPlan>, ...flags: string[]): Promise<string> => {
    writeFileSync(join(stage.root, 'changed.json'), JSON.stringify(planOfMonths({ ...plan, ...changed })));
    return (await stage.ops('apply', 'changed.json', ...flags)).stderr;
  };
  const state_machine = plan.stage.state_machine.replace('000000000000', '111111111111');
  expect(await said({ stage: { name: 'local', state_machine } })).toMatch(
    /^error: plan [0-9a-f]{16} was made for stage local \(\S+:111111111111:\S+\), and this is local \(\S+:000000000000:\S+\)\n/,
  );
  const runs = plan.runs.map((run) => ({ ...run, estimate: null }));
  expect(await said({ runs }, '--max-cost', '1')).toMatch(
    /^error: --max-cost cannot be kept: nothing is known of the cost of yellow\n/,
  );
  expect(await executionsOf('2019-10')).toEqual([]);
});
