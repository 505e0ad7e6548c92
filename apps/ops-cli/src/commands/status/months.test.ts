import { addMonths, dueMonth, monthAt, monthsBetween, sourceMonth, yellow } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import type { Result } from './run.ts';

let stage: LocalStage;
const ended = monthAt(new Date(), -1);
const file = (month: string): string => `yellow_tripdata_${month}.parquet`;

beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
  stage.publish(file('2019-03'), 'PAR1', new Date('2025-05-20T12:00:00Z'));
  stage.publish(file(addMonths(ended, -4)), 'PAR1');
  await load(stage, ['2019-03', 1, 'yellow-2019-03-r1', 'first'], { generated: 'TRUE' });
  await load(stage, ['2019-03', 2, 'yellow-2019-03-r2', 'second'], { forced: 'TRUE' });
  await load(stage, ['2018-01', 3, 'yellow-2018-01-r1', 'gone'], { quarantine_accepted: 'TRUE' });
  await stage.ops('run', '2019-03');
  await stage.ops('run', '2030-01', '--no-wait');
}, 60_000);
afterAll(() => stage?.stop());

async function status(...argv: string[]): Promise<Result> {
  const { code, stdout, stderr } = await stage.ops('status', '--json', ...argv);
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}
const states = ({ months = [] }: Result) =>
  Object.fromEntries(months.map(({ month, state }) => [month, state]));

test('the calendar: every month since the oldest that is known of, up to the one that is due', async () => {
  const { calendar = [], months } = await status();
  expect(months).toBeUndefined();
  expect(calendar[0]).toEqual({ dataset: 'yellow', month: '2018-01', state: 'loaded' });
  expect(calendar.at(-1)?.month).toBe(dueMonth(yellow, new Date()));
  const states = new Map(calendar.map(({ month, state }) => [`${month}`, state]));
  expect([states.get('2018-02'), states.get('2019-03')]).toEqual(['not_loaded', 'loaded']);
  const { stdout } = await stage.ops('status');
  expect(stdout).toMatch(/^ +yellow\n +J F M A M J J A S O N D\n2018 {2}■( ·){11}\n2019 {2}· · ■( ·){9}\n/);
  expect(stdout).toMatch(/\n\n■ loaded {3}· not loaded\n\nexecution +month +status /);
});

test('the calendar has what the publisher says where it is asked', async () => {
  const { calendar = [], months = [] } = await status('--source');
  expect(calendar).toEqual(months.map(({ dataset, month, state }) => ({ dataset, month, state })));
  expect(calendar.find(({ month }) => month === '2018-01')?.state).toBe('withdrawn');
});

test('a month: its executions, and every load with where its rows came from', async () => {
  const { executions, months } = await status('2019-03');
  expect(executions.map(({ name, state }) => [name, state])).toEqual([
    ['yellow-2019-03-r3', 'PipelineSucceeded'],
  ]);
  const [month] = months ?? [];
  expect([month?.month, month?.state, month?.publication]).toEqual(['2019-03', 'loaded', null]);
  expect(
    month?.loads.map(({ load_number, run_id, source_etag, generated }) => [
      load_number,
      run_id,
      source_etag,
      generated,
    ]),
  ).toEqual([
    [2, 'yellow-2019-03-r2', 'second', false],
    [1, 'yellow-2019-03-r1', 'first', true],
  ]);
  expect(month?.loads[0]).toEqual({
    load_number: 2,
    run_id: 'yellow-2019-03-r2',
    source_url: 'https://tlc/f.parquet',
    source_etag: 'second',
    source_last_modified: '2024-11-20 00:00:00',
    source_bytes: 1,
    source_sha256: 's',
    source_rows: 100,
    accepted_rows: 88,
    quarantined_rows: 12,
    quarantine_by_rule: {},
    loaded_rows: 88,
    era: 'yellow-2023-02',
    contract_version: yellow.version,
    engine: 'duckdb',
    generated: false,
    forced: true,
    quarantine_accepted: false,
    loaded_at: '2024-11-21 00:00:00',
    source_proof: null,
    accepted_digests: null,
    rejected_digests: null,
  });
});

test('--source asks the publisher: republished, with its description and what to type', async () => {
  const { months } = await status('2019-03', '--source');
  expect(months?.[0]).toMatchObject({
    state: 'republished',
    publication: {
      bytes: 4,
      last_modified: '2025-05-20T12:00:00.000Z',
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  });
  const { stdout } = await stage.ops('status', '2019-03', '--source');
  expect(stdout).toMatch(
    /^2019-03 {2}republished, the newer file is not loaded\npublished {2}2025-05-20T12:00:00\.000Z, 4 bytes/,
  );
  expect(stdout).toMatch(/yellow-2019-03-r2 .* republished, forced\n/);
  expect(stdout).toMatch(/yellow-2019-03-r1 .* generated\npassport: {2}.* ops report 2019-03 --open\n/);
  expect(stdout).toContain('ops run 2019-03\n');
});

test('once the very file is loaded, it is', async () => {
  const { months } = await status('2019-03', '--source');
  const published = months?.[0]?.publication?.etag ?? '';
  const file = { source_bytes: '4', source_last_modified: "'2025-05-20 12:00:00'" };
  await load(stage, ['2019-03', 4, 'yellow-2019-03-r4', published], file);
  expect(states(await status('2019-03', '--source'))).toEqual({ '2019-03': 'loaded' });
});

test('--source without a month: what is loaded, and the months of the last year', async () => {
  const found = states(await status('--source'));
  const recent = Array.from({ length: 13 }, (_, i) => addMonths(ended, -i)).sort();
  expect(Object.keys(found)).toEqual(monthsBetween(sourceMonth('2018-01'), ended));
  expect(recent.every((month) => month in found)).toBe(true);
  expect(found).toMatchObject({
    '2018-01': 'withdrawn',
    '2018-02': 'overdue',
    '2019-03': 'loaded',
    [addMonths(ended, -4)]: 'published',
    [ended]: 'not_published',
    [addMonths(ended, -11)]: 'overdue',
  });
  const { stdout } = await stage.ops('status', '--source');
  expect(stdout).toMatch(
    /\n2018-01 +loaded, no longer published .*\n2018-02\.\.2019-02 +not published, overdue *\n2019-03 +loaded /,
  );
});

test('ledger rows that no load wrote so are told of, and nothing ends by them', async () => {
  await load(stage, ['2018-03', 5, 'yellow-2018-03-r1', 'any'], { quarantine_by_rule: "'{'" });
  await load(stage, ['2018-04', 6, 'yellow-2018-04-r1', 'any'], { source_rows: 'NULL' });
  await load(stage, ['2018-04', 7, 'yellow-2018-04-r2', 'any']);
  await load(stage, ['2018-05', 8, 'yellow-2018-05-r1', 'any'], { source_month: 'NULL' });
  expect(states(await status('--source'))).toMatchObject({ '2018-03': 'unreadable', '2018-04': 'withdrawn' });
  const { months } = await status('2018-04');
  expect(
    months?.map(({ state, loads, unreadable_loads }) => [state, loads.length, unreadable_loads]),
  ).toEqual([['loaded', 1, 1]]);
  const { stdout } = await stage.ops('status', '2018-04');
  expect(stdout).toMatch(/\n1 of its ledger rows cannot be read\nnext: .* ops verify 2018-04\n/);
  expect((await stage.ops('run', '2018-03', '--force')).stdout).toMatch(/^succeeded: yellow-2018-03-r2\n/);
});

test('no run was started by looking', async () => {
  const { executions } = await status();
  expect(executions.map(({ name }) => name)).toEqual([
    'yellow-2018-03-r2',
    'yellow-2030-01-r1',
    'yellow-2019-03-r3',
  ]);
  expect((await status()).months).toBeUndefined();
});

test('a month of which nothing is known says what to type', async () => {
  const { stdout } = await stage.ops('status', sourceMonth('2020-02'));
  expect(stdout).toMatch(
    /^2020-02 {2}not loaded\n\nnext: .* ops run 2020-02\n\nNo execution is known\.\nnext: .* ops run 2020-02\n$/,
  );
});

test('why the newest run of a month failed is told, with what to do', async () => {
  await stage.ops('run', '2012-01');
  const { executions } = await status('2012-01');
  expect(executions.map(({ error }) => error)).toEqual(['StaleRun']);
  const { stdout } = await stage.ops('status', '2012-01');
  expect(stdout).toMatch(
    /\n\nyellow-2012-01-r1 {2}StaleRun: r9 is newer\.\nnext: {2}Nothing\.\nnext: {2}.*ops logs yellow-2012-01-r1\n$/,
  );
});

test('another file of the very date of the loaded one is not called newer, and loads are counted by month', async () => {
  stage.publish(file('2011-03'), 'PAR1', new Date('2024-11-20T00:00:00Z'));
  await load(stage, ['2011-03', 20, 'yellow-2011-03-r1', 'another']);
  await load(stage, ['2011-03', 21, 'yellow-2011-03-r2', 'another']);
  const { stdout } = await stage.ops('status', '2011-03', '--source');
  expect(stdout).toMatch(/^2011-03 {2}the publisher has another file than what is loaded\n/);
  expect(stdout).toMatch(/\n +2 {2}yellow-2011-03-r2 .*\n +1 {2}yellow-2011-03-r1 /);
});

test('an older file that the publisher has put back is no newer one, and says how it is loaded', async () => {
  stage.publish(file('2011-01'), 'PAR1', new Date('2019-05-20T12:00:00Z'));
  await load(stage, ['2011-01', 5, 'yellow-2011-01-r1', 'newer']);
  expect(states(await status('2011-01', '--source'))).toEqual({ '2011-01': 'older' });
  const { stdout } = await stage.ops('status', '2011-01', '--source');
  expect(stdout).toContain('2011-01  the publisher has an older file than what is loaded\n');
  expect(stdout).toContain('ops run 2011-01 --accept-older\n');
});

test('what raw has of a month is listed, with what proves it and nothing that is no manifest', async () => {
  const manifest = {
    version: 1,
    dataset: 'yellow',
    source_month: '2011-02',
    source: {
      url: 'https://tlc/f.parquet',
      etag: 'e-1',
      last_modified: '1970-01-01T00:00:00.000Z',
      bytes: 7,
    },
    bucket: 'raw',
    key: 'yellow/2011/02/e-1/f.parquet',
    bytes: 7,
    sha256: '0'.repeat(64),
    proof: 'multipart_md5',
    rows: 1,
    row_groups: 1,
    physical_schema: [],
    era: 'yellow-2011',
    contract_version: yellow.version,
    generated: false,
    run_id: 'yellow-2011-02-r1',
    ingested_at: '2024-11-20T16:02:09.000Z',
  };
  await stage.put('raw', 'yellow/2011/02/e-1/raw-manifest.json', JSON.stringify(manifest));
  await stage.put('raw', 'yellow/2011/02/e-2/raw-manifest.json', '{');
  const { months } = await status('2011-02');
  expect(months?.[0]?.kept).toEqual([
    {
      etag: 'e-1',
      last_modified: '1970-01-01T00:00:00.000Z',
      bytes: 7,
      proof: 'multipart_md5',
      ingested_at: '2024-11-20T16:02:09.000Z',
    },
  ]);
  const { stdout } = await stage.ops('status', '2011-02');
  expect(stdout).toMatch(/kept in raw +published +bytes +proof\ne-1 +no date +7 +multipart_md5\n/);
});

test('a ledger that was not migrated yet is read', async () => {
  for (const column of ['source_proof', 'accepted_digests', 'rejected_digests'])
    await stage.sql(`ALTER TABLE load_ledger DROP COLUMN ${column}`);
  const { months } = await status('2019-03');
  expect(months?.[0]?.loads.map(({ run_id }) => run_id).slice(-2)).toEqual([
    'yellow-2019-03-r2',
    'yellow-2019-03-r1',
  ]);
});

test('as CSV: the loads of a month, with --source the months, else the executions', async () => {
  const lines = async (...argv: string[]) =>
    (await stage.ops('status', '--csv', ...argv)).stdout.split('\n').map((line) => line.split(','));
  expect((await lines('2019-03')).map((line) => line.slice(0, 3))).toEqual([
    ['month', 'load_number', 'run_id'],
    ['2019-03', '4', 'yellow-2019-03-r4'],
    ['2019-03', '2', 'yellow-2019-03-r2'],
    ['2019-03', '1', 'yellow-2019-03-r1'],
    [''],
  ]);
  expect((await lines('--source')).map((line) => line.slice(0, 4))).toContainEqual([
    '2018-01',
    'withdrawn',
    '1',
    '88',
  ]);
  const { executions } = await status();
  expect((await lines()).map((line) => line.slice(0, 3))).toEqual([
    ['name', 'month', 'status'],
    ...executions.map(({ name, month, status }) => [name, month, status]),
    [''],
  ]);
  expect(executions.length).toBeGreaterThan(1);
});
