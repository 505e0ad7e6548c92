import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MonthsPlan, yellow } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { loadPublished, publicationOf } from '../../../test/published.ts';

let stage: LocalStage;
const file = (month: string): string => `yellow_tripdata_${month}.parquet`;
const day = (text: string): Date => new Date(`${text}T12:00:00Z`);

beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
  for (const month of ['2016-01', '2019-01', '2019-02', '2019-03', '2019-04', '2019-06', '2030-01'])
    stage.publish(file(month), 'PAR1', day('2020-01-15'));
  stage.publish(file('2019-07'), 'PAR1', day('2018-01-15'));
  stage.publish(file('2010-12'), 'PAR1');
  await loadPublished(stage, '2019-01', 1);
  await load(stage, ['2019-03', 2, 'yellow-2019-03-r4', 'other'], {
    source_last_modified: "'2019-05-01 00:00:00'",
  });
  await loadPublished(stage, '2019-04', 3, { contract_version: String(yellow.version - 1) });
  await loadPublished(stage, '2019-06', 4, { quarantined_rows: '40', quarantine_accepted: 'TRUE' });
  await load(stage, ['2019-07', 5, 'yellow-2019-07-r1', 'newer']);
  await load(stage, ['2019-08', 6, 'yellow-2019-08-r1', 'gone']);
  await stage.put('processed', 'yellow/2019/02/yellow-2019-02-r7/a/trips/part-0.parquet');
  await stage.ops('run', '2030-01', '--no-wait');
  await stage.ops('run', '2016-01');
}, 60_000);
afterAll(() => stage?.stop());

const ASKED = ['2010-12', '2016-01', '2019-01', '2019-02', '2019-03', '2019-04', '2019-05', '2019-06'];

async function plan(...argv: string[]): Promise<MonthsPlan> {
  const { code, stdout, stderr } = await stage.ops('plan', '--json', ...argv);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as MonthsPlan;
}
const runsOf = ({ runs }: MonthsPlan) =>
  runs.map(({ state, force, fingerprint }) => [fingerprint.next_run, state, force]);

test('every state of a month, and what would run in the order that was asked for', async () => {
  const made = await plan(...ASKED, '2019-07', '2019-08', '2030-01');
  expect(runsOf(made)).toEqual([
    ['yellow-2019-02-r8', 'published', false],
    ['yellow-2019-03-r5', 'republished', false],
  ]);
  expect(made.others.map(({ month, state }) => [month, state])).toEqual([
    ['2010-12', 'not_supported'],
    ['2016-01', 'quarantined'],
    ['2019-01', 'loaded'],
    ['2019-04', 'outdated'],
    ['2019-05', 'overdue'],
    ['2019-06', 'quarantined'],
    ['2019-07', 'older'],
    ['2019-08', 'withdrawn'],
    ['2030-01', 'running'],
  ]);
});

test('a run has what its decision stands on', async () => {
  const { etag, bytes, last_modified } = await publicationOf(stage, '2019-03');
  const { runs, stage: madeFor } = await plan('2019-03');
  expect(runs[0]?.fingerprint).toEqual({
    contract_version: yellow.version,
    loaded: {
      load_number: 2,
      run_id: 'yellow-2019-03-r4',
      attempt: 'a',
      source_etag: 'other',
      contract_version: yellow.version,
    },
    publication: { etag, bytes, last_modified },
    next_run: 'yellow-2019-03-r5',
  });
  expect(madeFor).toEqual({
    name: 'local',
    state_machine: 'arn:aws:states:us-east-1:000000000000:stateMachine:tlc-local-pipeline',
  });
});

test('flags run what is left alone otherwise, and say so to the run', async () => {
  const made = await plan('--outdated', '--accept-quarantine', '--accept-older', ...ASKED, '2019-07');
  expect(runsOf(made)).toEqual([
    ['yellow-2016-01-r2', 'quarantined', false],
    ['yellow-2019-02-r8', 'published', false],
    ['yellow-2019-03-r5', 'republished', false],
    ['yellow-2019-04-r2', 'outdated', true],
    ['yellow-2019-07-r2', 'older', false],
  ]);
  const [run] = made.runs;
  expect([run?.accept_quarantine, run?.accept_older, run?.accept_shrink]).toEqual([true, true, false]);
  // Loaded although too much is quarantined: somebody has accepted it already.
  expect(made.others).toContainEqual({ dataset: 'yellow', month: '2019-06', state: 'quarantined' });
});

test('without months: since the oldest that is loaded', async () => {
  const { runs, others } = await plan();
  expect([...runs, ...others].map(({ month }) => month).sort()[0]).toBe('2019-01');
  expect(runs.map(({ month }) => month)).toEqual(['2019-02', '2019-03']);
});

test('for people, by the assumed figures where no run of the dataset is known', async () => {
  const { stdout } = await stage.ops('plan', ...ASKED);
  const [headline, ...lines] = stdout.trimEnd().split('\n');
  expect(headline).toMatch(/^plan [0-9a-f]{16} of stage local: 2 months to run$/);
  expect(lines).toEqual([
    '',
    'run                state        published   bytes        time     cost',
    'yellow-2019-02-r8  published    2020-01-15      4  3 min 00 s  $0.0585',
    'yellow-2019-03-r5  republished  2020-01-15      4  3 min 00 s  $0.0585',
    '',
    '2 at a time: about 3 min 00 s, $0.1170 (assumed: yellow)',
    '',
    'left alone     months  which             run by',
    'loaded              1  2019-01',
    'outdated            1  2019-04           --outdated',
    'quarantined         2  2016-01, 2019-06  --accept-quarantine',
    'overdue             1  2019-05',
    'not_supported       1  2010-12',
    '',
    'next:  the same with --out plan.json, then npx -y pnpm@12.21.0 ops apply plan.json',
  ]);
});

test('--out: the plan in a file, or a row for each month; and what carries it out', async () => {
  const { code, stdout, stderr } = await stage.ops('plan', '2019-02', '--out', 'plan.json');
  expect([code, stdout]).toEqual([0, '']);
  expect(stderr).toMatch(
    /^plan [0-9a-f]{16} of stage local: 1 month to run; npx -y pnpm@12.21.0 ops apply plan.json carries it out\n$/,
  );
  expect(runsOf(JSON.parse(readFileSync(join(stage.root, 'plan.json'), 'utf8')))).toEqual([
    ['yellow-2019-02-r8', 'published', false],
  ]);
  const rows = await stage.ops('plan', '2019-01..2019-02', '--csv');
  expect(rows.stdout).toMatch(
    /^dataset,month,state,run,published_etag,published_bytes,seconds,usd\nyellow,2019-02,published,yellow-2019-02-r8,\w+,4,180,0.05\d*\nyellow,2019-01,loaded,,,,,\n$/,
  );
});

test('a plan with nothing to run says what is left', async () => {
  const { stdout } = await stage.ops('plan', '2019-01');
  expect(stdout).toMatch(/: 0 months to run\n\nleft alone +months +which +run by\nloaded +1 +2019-01\n$/);
});
