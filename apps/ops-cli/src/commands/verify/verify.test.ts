import { describe, expect, test } from 'vitest';
import { keys, ledgerRow, loadMonth, prefix, readJson, runId, writeJson } from '../../../test/month.ts';
import { ops } from '../../../test/ops.ts';
import { emptyWarehouse, warehouse } from '../../../test/stage.ts';
import { right, verifiedMonth } from '../../../test/verified-month.ts';

const stage = verifiedMonth();
const { ledger, manifest, report, verify } = stage;

test('a month that is right: every number by its own source', async () => {
  expect(await verify()).toEqual({ code: 0, ok: true, months: [right], problems: [] });
});

test('for people: one line, rules, pickup months', async () => {
  const { stdout, code } = await ops(['verify', '2024-09'], stage);
  expect([code, stdout]).toEqual([
    0,
    `month    status  source  accepted  quarantined  loaded  in table  run
2024-09  ok         100        88           12      88        88  yellow-2024-09-r1

quarantined by rule     rows
trip_distance_positive     9
fare_amount_positive       5

4 of the accepted rows are exact copies of another: counted, never removed

loaded by pickup month  rows
2024-08                    3
2024-09                   85
`,
  ]);
});

test('as CSV: a line for each month with the codes of its problems, and the exit code of verify', async () => {
  const head =
    'month,status,values,problems,source_rows,accepted_rows,quarantined_rows,loaded_rows,table_rows,quarantine_table_rows,duplicate_rows,generated,proof,engine,loaded_at,ledger_copy,run_id,dataset';
  const rest = `100,88,12,88,88,12,4,false,multipart_md5,duckdb,2026-11-23 10:00:00,ok,${runId},yellow`;
  const csv = async () => ops(['verify', '--csv'], stage);
  expect(await csv()).toEqual({ code: 0, stdout: `${head}\n2024-09,ok,proved,,${rest}\n`, stderr: '' });
  stage.fake.objects.set(`${prefix}trips/stranger.parquet`, new Uint8Array());
  expect(await csv()).toEqual({
    code: 1,
    stdout: `${head}\n2024-09,failed,proved,stranger_file,${rest}\n`,
    stderr: '',
  });
});

test('what was generated is shown as such', async () => {
  stage.counts = await loadMonth(stage.fake, true);
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', generated: true });
  expect((await ops(['verify'], stage)).stdout).toContain('2024-09 generated  ok');
});

test.each([
  [{ proof: 'unproved' }, 'unproved'],
  [{ proof: undefined }, null],
])('bytes that nothing proves are shown as such: %j', async (said, source_proof) => {
  manifest(said);
  ledger({ source_proof });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', proof: 'unproved' });
  expect((await ops(['verify'], stage)).stdout).toContain('2024-09 unproved  ok');
});

describe("the ledger's copy on S3", () => {
  const remove = (...paths: string[]): void => {
    for (const path of paths) stage.fake.objects.delete(path);
  };
  const copy = (change: object): void =>
    writeJson(stage.fake, keys.loaded, { ...readJson(stage.fake, keys.loaded), ...change });
  const stateAfter = async (...argv: string[]) => {
    const { code, months } = await verify(...argv);
    return [code, months[0]?.ledger_copy];
  };

  test.each([
    ['missing', () => remove(keys.loaded)],
    ['torn', () => stage.fake.objects.set(keys.loaded, Buffer.from('{"version": 1'))],
    ['of an older file', () => copy({ source_etag: 'older' })],
    ['of another month', () => copy({ source_month: '2024-08' })],
    ['missing with its loading.json, as loads before it left it', () => remove(keys.loaded, keys.loading)],
  ])('that is %s is mended, which is said once', async (_, damage) => {
    const whole = readJson(stage.fake, keys.loaded);
    damage();
    expect(await stateAfter()).toEqual([0, 'mended']);
    expect(readJson(stage.fake, keys.loaded)).toEqual(whole);
    expect(await stateAfter()).toEqual([0, 'ok']);
    damage();
    expect((await ops(['verify'], stage)).stdout).toContain("2024-09  ok ledger's copy mended");
  });

  test('is not believed while another load may still commit, and that is said', async () => {
    writeJson(stage.fake, keys.loading, {
      ...readJson(stage.fake, keys.loading),
      run_id: 'yellow-2024-09-r2',
    });
    expect(await stateAfter()).toEqual([0, 'lags']);
    expect((await ops(['verify'], stage)).stdout).toContain("2024-09  ok ledger's copy lags");
  });

  test('that tells of a load which the ledger has not, as after a restored snapshot, ends to do so', async () => {
    stage.counts.ledger.length = 0;
    expect(await stateAfter('2024-09')).toEqual([1, 'mended']);
    expect(stage.fake.objects.has(keys.loaded)).toBe(false);
    expect(await stateAfter('2024-09')).toEqual([1, 'ok']);
  });
});

test('nothing loaded: no table is there yet', async () => {
  warehouse(stage.fake, emptyWarehouse);
  expect(await ops(['verify'], stage)).toEqual({
    code: 0,
    stdout: 'No month is loaded yet.\nnext:  npx -y pnpm@12.21.0 ops run 2024-09\n',
    stderr: '',
  });
  const { code, ok, months } = await verify('2024-10');
  expect([code, ok, months[0]?.problems.map((problem) => problem.code)]).toEqual([1, false, ['not_loaded']]);
});

test('a load that is older than digests are is right, and unproved', async () => {
  ledger({ accepted_digests: null, rejected_digests: null, source_proof: null });
  report({ accepted: undefined, rejected: undefined });
  manifest({ accepted: undefined, by_rule: undefined });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', values: 'unproved' });
  expect((await ops(['verify'], stage)).stdout).toContain('2024-09  ok values unproved ');
});

test('a file that was put back, and dated anew by a run that ended before its load, is no problem', async () => {
  ledger({ source_last_modified: '2024-11-19 00:00:00' });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok' });
});

test("Spark's markers are no strangers", async () => {
  stage.fake.objects.set(`${prefix}trips/_SUCCESS`, Buffer.from(''));
  stage.fake.objects.set(`${prefix}trips/`, Buffer.from(''));
  expect((await verify()).ok).toBe(true);
});

test('of several loads the newest counts, and the months are those of ledger and table', async () => {
  stage.counts.ledger = [
    ...stage.counts.ledger,
    { ...ledgerRow, run_id: 'yellow-2024-09-r0', load_number: 0, loaded_rows: 1 },
  ];
  stage.counts.trips.push(['2024-10-01', '2024-10-01 00:00:00', 5]);
  const { months } = await verify();
  expect(months.map(({ month, run_id, status, table_rows }) => [month, run_id, status, table_rows])).toEqual([
    ['2024-09', runId, 'ok', 88],
    ['2024-10', null, 'failed', 5],
  ]);
});

test('problems are printed with what to type', async () => {
  stage.counts.trips = [];
  const { stdout } = await ops(['verify'], stage);
  expect(stdout).toContain('2024-09 ledger_without_rows: load_ledger says');
  expect(stdout).toContain('next:  npx -y pnpm@12.21.0 ops run 2024-09 --force');
});
