import { Dataset } from '@tlc-elt/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import {
  type Counts,
  countsByRule,
  keys,
  ledgerRow,
  loadMonth,
  prefix,
  readJson,
  runId,
  writeJson,
} from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { parquetOf } from '../../../test/parquet.ts';
import { deploy, emptyWarehouse, warehouse } from '../../../test/stage.ts';
import type { Result } from './report.ts';

let fake: FakeAws;
let root: string;
let counts: Counts;

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
});
afterAll(() => fake.close());
beforeEach(async () => {
  fake.objects.clear();
  counts = await loadMonth(fake);
});

async function verify(...argv: string[]): Promise<Result & { code: number }> {
  const { code, stdout, stderr } = await ops(['verify', '--json', ...argv], { root });
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Result) };
}

const right = {
  dataset: 'yellow',
  month: '2024-09',
  run_id: runId,
  status: 'ok',
  problems: [],
  values: 'proved',
  source_rows: 100,
  accepted_rows: 88,
  quarantined_rows: 12,
  loaded_rows: 88,
  table_rows: 88,
  quarantine_table_rows: 12,
  quarantine_by_rule: countsByRule({ trip_distance_positive: 9, fare_amount_positive: 5 }),
  duplicate_rows: 4,
  pickup_months: [
    { month: '2024-08', rows: 3 },
    { month: '2024-09', rows: 85 },
  ],
  generated: false,
  proof: 'multipart_md5',
  engine: 'duckdb',
  loaded_at: '2026-11-23 10:00:00',
  ledger_copy: 'ok',
};

test('a month that is right: every number by its own source', async () => {
  expect(await verify()).toEqual({ code: 0, ok: true, months: [right], problems: [] });
});

test('for people: one line, rules, pickup months', async () => {
  const { stdout, code } = await ops(['verify', '2024-09'], { root });
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
  const csv = async () => ops(['verify', '--csv'], { root });
  expect(await csv()).toEqual({ code: 0, stdout: `${head}\n2024-09,ok,proved,,${rest}\n`, stderr: '' });
  fake.objects.set(`${prefix}trips/stranger.parquet`, new Uint8Array());
  expect(await csv()).toEqual({
    code: 1,
    stdout: `${head}\n2024-09,failed,proved,stranger_file,${rest}\n`,
    stderr: '',
  });
});

test('what was generated is shown as such', async () => {
  counts = await loadMonth(fake, true);
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', generated: true });
  expect((await ops(['verify'], { root })).stdout).toContain('2024-09 generated  ok');
});

test.each([
  [{ proof: 'unproved' }, 'unproved'],
  [{ proof: undefined }, null],
])('bytes that nothing proves are shown as such: %j', async (said, source_proof) => {
  manifest(said);
  ledger({ source_proof });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', proof: 'unproved' });
  expect((await ops(['verify'], { root })).stdout).toContain('2024-09 unproved  ok');
});

describe("the ledger's copy on S3", () => {
  const remove = (...paths: string[]): void => {
    for (const path of paths) fake.objects.delete(path);
  };
  const copy = (change: object): void =>
    writeJson(fake, keys.loaded, { ...readJson(fake, keys.loaded), ...change });
  const stateAfter = async (...argv: string[]) => {
    const { code, months } = await verify(...argv);
    return [code, months[0]?.ledger_copy];
  };

  test.each([
    ['missing', () => remove(keys.loaded)],
    ['torn', () => fake.objects.set(keys.loaded, Buffer.from('{"version": 1'))],
    ['of an older file', () => copy({ source_etag: 'older' })],
    ['of another month', () => copy({ source_month: '2024-08' })],
    ['missing with its loading.json, as loads before it left it', () => remove(keys.loaded, keys.loading)],
  ])('that is %s is mended, which is said once', async (_, damage) => {
    const whole = readJson(fake, keys.loaded);
    damage();
    expect(await stateAfter()).toEqual([0, 'mended']);
    expect(readJson(fake, keys.loaded)).toEqual(whole);
    expect(await stateAfter()).toEqual([0, 'ok']);
    damage();
    expect((await ops(['verify'], { root })).stdout).toContain("2024-09  ok ledger's copy mended");
  });

  test('is not believed while another load may still commit, and that is said', async () => {
    writeJson(fake, keys.loading, { ...readJson(fake, keys.loading), run_id: 'yellow-2024-09-r2' });
    expect(await stateAfter()).toEqual([0, 'lags']);
    expect((await ops(['verify'], { root })).stdout).toContain("2024-09  ok ledger's copy lags");
  });

  test('that tells of a load which the ledger has not, as after a restored snapshot, ends to do so', async () => {
    counts.ledger.length = 0;
    expect(await stateAfter('2024-09')).toEqual([1, 'mended']);
    expect(fake.objects.has(keys.loaded)).toBe(false);
    expect(await stateAfter('2024-09')).toEqual([1, 'ok']);
  });
});

test('nothing loaded: no table is there yet', async () => {
  warehouse(fake, emptyWarehouse);
  expect(await ops(['verify'], { root })).toEqual({
    code: 0,
    stdout: 'No month is loaded yet.\nnext:  npx -y pnpm@12.21.0 ops run 2024-09\n',
    stderr: '',
  });
  const { code, ok, months } = await verify('2024-10');
  expect([code, ok, months[0]?.problems.map((problem) => problem.code)]).toEqual([1, false, ['not_loaded']]);
});

const report = (change: object): void =>
  writeJson(fake, keys.report, { ...readJson(fake, keys.report), ...change });
const ledger = (change: object): void => {
  counts.ledger[0] = { ...counts.ledger[0], ...change } as typeof ledgerRow;
};

/** What somebody did → what verify finds, in words that hold both numbers. */
const damages: [string, () => void | Promise<void>, [code: string, message: RegExp][]][] = [
  [
    'a row deleted by hand',
    () => {
      counts.trips[1] = ['2024-09-01', '2024-09-01', 84];
    },
    [['table_rows_differ', /yellow_trips has 87 rows of 2024-09, load_ledger 88/]],
  ],
  [
    'a month loaded twice',
    () => void counts.trips.push(['2024-09-01', '2024-09-01', 88]),
    [['doubled_month', /176 rows .* 88 .*2 times/]],
  ],
  [
    'rows without a ledger row',
    () => {
      counts.ledger = [];
    },
    [
      ['rows_without_ledger', /yellow_trips has 88 rows of 2024-09, load_ledger has no load/],
      ['rows_without_ledger', /yellow_trips_quarantine has 12 rows of 2024-09/],
    ],
  ],
  [
    'a ledger row without rows',
    () => {
      counts.trips = [];
    },
    [['ledger_without_rows', /r1 loaded 88 rows, yellow_trips has 0 rows/]],
  ],
  [
    'the raw file removed',
    () => void fake.objects.delete(keys.rawFile),
    [['raw_file_missing', /yellow_tripdata_2024-09\.parquet is missing/]],
  ],
  [
    'the raw file overwritten',
    async () => void fake.objects.set(keys.rawFile, await parquetOf('SELECT range AS x FROM range(99000)')),
    [
      ['raw_file_changed', /bytes, its manifest says/],
      ['raw_file_changed', /SHA-256/],
      ['source_rows_differ', /footer has 99,000 rows, the ledger 100/],
      ['rows_lost', /99,000 rows, the written files 100 \(88 accepted \+ 12 quarantined\)/],
    ],
  ],
  [
    'the raw file is HTML',
    () => void fake.objects.set(keys.rawFile, Buffer.from('<html>')),
    [
      ['raw_file_changed', /is no parquet file: its 6 bytes end in/],
      ['raw_file_changed', /SHA-256/],
    ],
  ],
  [
    'the raw manifest removed',
    () => void fake.objects.delete(keys.rawManifest),
    [['raw_manifest_missing', /raw-manifest\.json of yellow-2024-09-r1 is missing/]],
  ],
  [
    'the raw manifest broken',
    () => writeJson(fake, keys.rawManifest, { version: 2 }),
    [['raw_manifest_invalid', /is no raw manifest: .*version/]],
  ],
  [
    'a raw manifest of another file',
    () => writeJson(fake, keys.rawManifest, { ...readJson(fake, keys.rawManifest), sha256: 'b'.repeat(64) }),
    [
      ['raw_file_changed', /has SHA-256 \w{64}, its manifest says b+$/],
      ['raw_manifest_invalid', /says SHA-256 b+, the ledger \w{64}$/],
    ],
  ],
  [
    'the report removed',
    () => void fake.objects.delete(keys.report),
    [['report_missing', /transform-report\.json is missing/]],
  ],
  [
    'the profile removed',
    () => void fake.objects.delete(keys.profile),
    [['profile_missing', /profile\.json is missing; the transform report names it/]],
  ],
  [
    'a profile without days',
    () => writeJson(fake, keys.profile, { ...readJson(fake, keys.profile), days: undefined }),
    [['profile_invalid', /profile\.json is no profile: .*days/]],
  ],
  [
    'the profile of another attempt, and of other rows',
    () => writeJson(fake, keys.profile, { ...readJson(fake, keys.profile), attempt: 'a9', rows: 87 }),
    [
      ['profile_differs', /says attempt a9, load_ledger 0f8b/],
      ['profile_differs', /says rows 87, load_ledger 88/],
    ],
  ],
  [
    'a report that names the profile of another attempt',
    () => report({ profile: 'yellow/2024/09/r/a9/profile.json' }),
    [['report_differs', /says profile yellow.2024.09.r.a9.profile.json/]],
  ],
  [
    'a report that is no JSON',
    () => void fake.objects.set(keys.report, Buffer.from('oops')),
    [['report_invalid', /is no transform report/]],
  ],
  [
    'a report of another run',
    () => report({ run_id: 'yellow-2024-09-r7' }),
    [['report_of_another_run', /r7, attempt 0f8b.* the ledger names yellow-2024-09-r1/]],
  ],
  [
    'accepted rows written anew with fewer rows',
    async () => void fake.objects.set(keys.trips, await parquetOf('SELECT range AS x FROM range(80)')),
    [
      ['rows_lost', /100 rows, the written files 92/],
      ['file_changed', /80 rows, the transform report says .* 88/],
      ['copy_manifest_differs', /names .*trips.* bytes, S3 has/],
      ['accepted_rows_differ', /80 rows, the ledger 88/],
    ],
  ],
  [
    'accepted rows removed',
    () => void fake.objects.delete(keys.trips),
    [
      ['file_missing', /part-0\.parquet is missing/],
      ['copy_manifest_differs', /S3 has no such accepted file/],
    ],
  ],
  [
    'the quarantine files for COPY removed',
    () => void fake.objects.delete(keys.quarantineCopy),
    [
      ['file_missing', /quarantine-copy\/part-0\.parquet is missing/],
      ['copy_manifest_differs', /S3 has no such rejected file/],
    ],
  ],
  [
    "a stranger's file",
    async () => void fake.objects.set(`${prefix}trips/zz.parquet`, await parquetOf('SELECT 1 AS x')),
    [['stranger_file', /trips\/zz\.parquet lies among the run's files/]],
  ],
  [
    'the COPY manifest removed',
    () => void fake.objects.delete(keys.copyManifest),
    [['copy_manifest_missing', /copy-manifest\.json is missing/]],
  ],
  [
    'a COPY manifest that names nothing',
    () => writeJson(fake, keys.copyManifest, { entries: [] }),
    [['copy_manifest_differs', /does not name .*trips\/part-0/]],
  ],
  [
    'a COPY manifest that is broken',
    () => writeJson(fake, keys.copyManifest, { entries: 1 }),
    [['copy_manifest_invalid', /is no COPY manifest/]],
  ],
  [
    'quarantined rows not in their table',
    () => {
      counts.quarantine = [];
    },
    [['quarantine_table_differs', /quarantine table has 0 rows, the ledger 12/]],
  ],
  [
    "another run's quarantine rows",
    () => void counts.quarantine.push(['2024-09-01', 'yellow-2024-09-r0', 3]),
    [
      ['quarantine_table_differs', /15 rows, the ledger 12/],
      ['quarantine_table_differs', /3 rows of yellow-2024-09-r0/],
    ],
  ],
  [
    'a rule counted wrongly',
    () => ledger({ quarantine_by_rule: '{"trip_distance_positive":8,"fare_amount_positive":5}' }),
    [
      ['report_differs', /quarantine_by_rule .*:9,.* load_ledger .*:8,/],
      [
        'quarantine_by_rule_differs',
        /trip_distance_positive in the quarantine files has 9 rows, in the ledger 8/,
      ],
    ],
  ],
  [
    'quarantined rows lost',
    async () =>
      void fake.objects.set(
        keys.quarantine,
        await parquetOf("SELECT 'fare_amount_positive' AS broken_rules FROM range(5)"),
      ),
    [
      ['rows_lost', /93/],
      ['file_changed', /5 rows, the transform report says .* 12/],
      ['quarantined_rows_differ', /5 rows, the ledger 12/],
      ['quarantine_by_rule_differs', /trip_distance_positive .* 0 rows, in the ledger 9/],
    ],
  ],
  [
    'a generated file under a real load',
    () => writeJson(fake, keys.rawManifest, { ...readJson(fake, keys.rawManifest), generated: true }),
    [['generated_differs', /generated true, the ledger false/]],
  ],
];

const manifest = (change: object): void =>
  writeJson(fake, keys.rawManifest, { ...readJson(fake, keys.rawManifest), ...change });
const digests = (change: object): object => ({ ...counts.digests.trips, ...change });

/** A field of a document or of the ledger → the problem that names it; every other one stays as it was. */
const fields: [what: string, act: () => void, code: string, message: RegExp][] = [
  [
    'raw manifest: dataset',
    () => manifest({ source_month: '2024-08' }),
    'raw_manifest_differs',
    /source_month 2024-08/,
  ],
  ['raw manifest: key', () => manifest({ key: 'yellow/x' }), 'raw_manifest_differs', /key yellow\/x/],
  ['raw manifest: bucket', () => manifest({ bucket: 'mine' }), 'raw_manifest_differs', /bucket mine/],
  [
    'raw manifest: rows',
    () => manifest({ rows: 99 }),
    'raw_manifest_differs',
    /rows 99, the raw file's footer 100/,
  ],
  ['raw manifest: row groups', () => manifest({ row_groups: 2 }), 'raw_manifest_differs', /row_groups 2/],
  [
    'raw manifest: schema',
    () => manifest({ physical_schema: [] }),
    'raw_manifest_differs',
    /physical_schema \[\]/,
  ],
  [
    'raw manifest: contract',
    () => manifest({ contract_version: 9 }),
    'raw_manifest_differs',
    /contract_version 9/,
  ],
  [
    'raw manifest: digests',
    () => manifest({ accepted: digests({ row_hash: '1' }) }),
    'raw_manifest_differs',
    /changed places/,
  ],
  [
    'raw manifest: no digests',
    () => manifest({ accepted: undefined }),
    'raw_manifest_differs',
    /lacks digests/,
  ],
  [
    'raw manifest: proof',
    () => manifest({ proof: 'md5' }),
    'raw_manifest_differs',
    /proof md5, load_ledger multipart_md5/,
  ],
  [
    'raw manifest: rules',
    () => manifest({ by_rule: {} }),
    'raw_manifest_differs',
    /by_rule .*raw-manifest\.json \{\}$/,
  ],
  ['report: engine', () => report({ engine: 'spark' }), 'report_differs', /engine spark, load_ledger duckdb/],
  ['report: era', () => report({ era: 'x' }), 'report_differs', /era x/],
  ['report: etag', () => report({ source_etag: 'x' }), 'report_differs', /source_etag x/],
  ['report: bucket', () => report({ bucket: 'x' }), 'report_differs', /bucket x/],
  ['report: COPY manifest', () => report({ copy_manifest: 'x' }), 'report_differs', /copy_manifest x/],
  [
    'report: raw manifest',
    () => report({ raw_manifest: { bucket: 'raw', key: 'x' } }),
    'report_differs',
    /raw_manifest/,
  ],
  ['report: generated', () => report({ generated: true }), 'report_differs', /generated true/],
  [
    'report: rejected digests',
    () => report({ rejected: digests({ rows: '1' }) }),
    'report_differs',
    /rows, /,
  ],
  [
    'ledger: url',
    () => ledger({ source_url: 'https://tlc/x' }),
    'ledger_differs',
    /source_url https:\/\/tlc\/x/,
  ],
  ['ledger: bytes', () => ledger({ source_bytes: 5 }), 'ledger_differs', /source_bytes 5/],
  [
    'ledger: date',
    () => ledger({ source_last_modified: '2024-11-20 00:00:01' }),
    'ledger_differs',
    /00:00:01/,
  ],
  ['ledger: run number', () => ledger({ run_number: 2 }), 'ledger_differs', /run_number 2/],
  [
    'ledger: loaded too early',
    () => ledger({ loaded_at: '2026-11-23 09:00:00' }),
    'ledger_differs',
    /was written at/,
  ],
  [
    'ledger: still to come',
    () => ledger({ loaded_at: '2199-01-01 00:00:00' }),
    'ledger_differs',
    /still to come/,
  ],
  ['ledger: no digests', () => ledger({ rejected_digests: null }), 'ledger_differs', /lacks digests/],
  [
    'the table: values',
    () => {
      counts.digests = { ...counts.digests, trips: { ...counts.digests.trips, row_hash: '0' } };
    },
    'table_values_differ',
    /changed places between rows/,
  ],
  [
    'the quarantine table: values',
    () => {
      counts.digests = { ...counts.digests, quarantine: { ...counts.digests.quarantine, row_hash: '0' } };
    },
    'quarantine_values_differ',
    /changed places/,
  ],
];

test.each(fields)('verify finds one field of %s', async (_, act, code, message) => {
  act();
  const { months } = await verify('--quick');
  expect(months[0]?.problems.map((problem) => problem.code)).toEqual([code]);
  expect(months[0]?.problems[0]?.message).toMatch(message);
});

/** Rows of the ledger that no load wrote so: the problem, and the statement that its advice begins with. */
const MONTH = "WHERE dataset = 'yellow' AND source_month = '2024-09-01'";
const badRows: [what: string, change: object, reason: RegExp, condition: string][] = [
  ['no JSON', { quarantine_by_rule: 'oops' }, /no JSON/, `${MONTH} AND load_number = 1`],
  ['other JSON', { quarantine_by_rule: '{"a":"x"}' }, /quarantine_by_rule/, `${MONTH} AND load_number = 1`],
  ['NULL', { source_rows: null }, /source_rows/, `${MONTH} AND load_number = 1`],
  ['a text for a number', { loaded_rows: 'many' }, /loaded_rows/, `${MONTH} AND load_number = 1`],
  ['less than no rows', { accepted_rows: -1 }, /accepted_rows/, `${MONTH} AND load_number = 1`],
  ['no number', { load_number: null }, /load_number/, `${MONTH} AND load_number IS NULL`],
];

test.each(badRows)(
  'a ledger row with %s is a problem, and crashes nothing',
  async (_, change, reason, condition) => {
    ledger(change);
    const { code, months } = await verify('2024-09');
    const [problem, ...others] = months[0]?.problems ?? [];
    expect([code, problem?.code, others]).toEqual([1, 'ledger_row_unreadable', []]);
    expect(problem?.message).toMatch(reason);
    expect(problem?.next).toBe(
      `npx -y pnpm@12.21.0 ops sql --write "DELETE FROM load_ledger ${condition}", then: npx -y pnpm@12.21.0 ops run 2024-09 --force`,
    );
  },
);

test.each([
  ['the same number', {}, 'load_number = 1', /load 1 more than once/],
  ['the same run and attempt', { load_number: 2 }, 'load_number IN (2, 1)', /as the loads 2 and 1/],
])('two ledger rows of %s', async (_, change, condition, message) => {
  counts.ledger.unshift({ ...counts.ledger[0], ...change } as never);
  const [problem] = (await verify()).months[0]?.problems ?? [];
  expect(problem?.code).toBe('ledger_row_doubled');
  expect(problem?.message).toMatch(message);
  expect(problem?.next).toContain(`DELETE FROM load_ledger ${MONTH} AND ${condition}"`);
});

test('an older load that stands before the newest one is out of order', async () => {
  const older = {
    ...counts.ledger[0],
    run_id: 'yellow-2024-09-r0',
    loaded_at: '2026-11-24 10:00:00',
    load_number: 0,
  };
  counts.ledger.push(older as never);
  expect((await verify()).months[0]?.problems.map(({ code }) => code)).toEqual(['ledger_out_of_order']);
});

test('a load that is older than digests are is right, and unproved', async () => {
  ledger({ accepted_digests: null, rejected_digests: null, source_proof: null });
  report({ accepted: undefined, rejected: undefined });
  manifest({ accepted: undefined, by_rule: undefined });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok', values: 'unproved' });
  expect((await ops(['verify'], { root })).stdout).toContain('2024-09  ok values unproved ');
});

test('a file that was put back, and dated anew by a run that ended before its load, is no problem', async () => {
  ledger({ source_last_modified: '2024-11-19 00:00:00' });
  expect((await verify()).months[0]).toMatchObject({ status: 'ok' });
});

test('a manifest that lost its proof is no proof, and crashes nothing', async () => {
  manifest({ proof: undefined });
  expect((await verify()).months[0]?.problems.map(({ code, message }) => [code, message])).toEqual([
    ['raw_manifest_differs', expect.stringContaining('says proof nothing, load_ledger multipart_md5')],
  ]);
});

test('rows of no month and of no dataset are named beside the months', async () => {
  counts.trips.push([null, '2024-09-01', 2], ['2024-09-15', '2024-09-01', 1]);
  counts.quarantine.push([null, runId, 3]);
  counts.ledger.push(
    { ...counts.ledger[0], source_month: null, load_number: 8 } as never,
    { ...counts.ledger[0], dataset: "gr'een", load_number: 9 } as never,
  );
  const { code, months, problems } = await verify();
  expect([code, months]).toEqual([1, [right]]);
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['rows_of_no_month', "yellow_trips has 2 rows whose source_month is NULL, which is no month's first day"],
    [
      'rows_of_no_month',
      "yellow_trips has 1 rows whose source_month is 2024-09-15, which is no month's first day",
    ],
    [
      'rows_of_no_month',
      "yellow_trips_quarantine has 3 rows whose source_month is NULL, which is no month's first day",
    ],
    ['rows_of_no_month', "load_ledger has 1 rows whose source_month is NULL, which is no month's first day"],
    ['ledger_of_unknown_dataset', 'load_ledger has 1 rows of datasets that no contract knows'],
  ]);
  expect(problems.map(({ next }) => /"(.*)"/.exec(next)?.[1])).toEqual([
    'DELETE FROM yellow_trips WHERE source_month IS NULL',
    "DELETE FROM yellow_trips WHERE source_month = '2024-09-15'",
    'DELETE FROM yellow_trips_quarantine WHERE source_month IS NULL',
    'DELETE FROM load_ledger WHERE source_month IS NULL',
    `DELETE FROM load_ledger WHERE dataset IS NULL OR dataset NOT IN (${Dataset.options.map((name) => `'${name}'`).join(', ')})`,
  ]);
  const { stdout } = await ops(['verify'], { root });
  expect(stdout).toContain('\nrows_of_no_month: yellow_trips has 2 rows');
});

test('rows of a month that never was on S3 are no load that could be run', async () => {
  counts.trips.push(['2031-05-01', '2024-09-01', 2]);
  const [problem] = (await verify('2031-05')).months[0]?.problems ?? [];
  expect([problem?.code, problem?.next]).toEqual([
    'rows_without_ledger',
    `npx -y pnpm@12.21.0 ops sql --write "DELETE FROM yellow_trips WHERE source_month = '2031-05-01'"`,
  ]);
});

describe('verify finds', () => {
  test.each(damages)('%s', async (_, damage, expected) => {
    await damage();
    const { code, ok, months } = await verify('2024-09');
    expect([code, ok, months[0]?.status]).toEqual([1, false, 'failed']);
    expect(months[0]?.problems.map((problem) => problem.code)).toEqual(expected.map(([name]) => name));
    for (const [i, [, message]] of expected.entries())
      expect(months[0]?.problems[i]?.message).toMatch(message);
    for (const { next } of months[0]?.problems ?? []) expect(next).toMatch(/ops run 2024-09|aws s3 rm s3:/);
  });
});

test("Spark's markers are no strangers", async () => {
  fake.objects.set(`${prefix}trips/_SUCCESS`, Buffer.from(''));
  fake.objects.set(`${prefix}trips/`, Buffer.from(''));
  expect((await verify()).ok).toBe(true);
});

test('a quarantine file whose pages are damaged is a problem, and crashes nothing', async () => {
  const damaged = Uint8Array.from(fake.objects.get(keys.quarantine) ?? []);
  damaged.fill(0xff, 4, 60);
  fake.objects.set(keys.quarantine, damaged);
  const { code, months } = await verify('--quick');
  expect([code, months[0]?.problems.map((problem) => problem.code)]).toEqual([1, ['file_changed']]);
  expect(months[0]?.problems[0]?.message).toMatch(
    /part-0\.parquet is no parquet file: its bytes cannot be read/,
  );
});

test('where the ETag is the MD5 of what was published, so must be the file', async () => {
  manifest({ proof: 'md5' });
  ledger({ source_proof: 'md5' });
  const { months } = await verify();
  expect(months[0]?.problems.map(({ code, message }) => [code, message])).toEqual([
    ['raw_file_changed', expect.stringMatching(/has MD5 [0-9a-f]{32}, its ETag etag1 is the MD5/)],
  ]);
});

test('a raw file of the same size and rows with other bytes is found, unless --quick leaves it out', async () => {
  const changed = Uint8Array.from(fake.objects.get(keys.rawFile) ?? []);
  changed[8] = (changed[8] ?? 0) ^ 1;
  fake.objects.set(keys.rawFile, changed);
  expect((await verify('--quick')).ok).toBe(true);
  const [problem, ...others] = (await verify()).months[0]?.problems ?? [];
  expect([problem?.code, others]).toEqual(['raw_file_changed', []]);
  expect(problem?.next).toBe('npx -y pnpm@12.21.0 ops run 2024-09 --force');
});

test('of several loads the newest counts, and the months are those of ledger and table', async () => {
  counts.ledger = [
    ...counts.ledger,
    { ...ledgerRow, run_id: 'yellow-2024-09-r0', load_number: 0, loaded_rows: 1 },
  ];
  counts.trips.push(['2024-10-01', '2024-10-01 00:00:00', 5]);
  const { months } = await verify();
  expect(months.map(({ month, run_id, status, table_rows }) => [month, run_id, status, table_rows])).toEqual([
    ['2024-09', runId, 'ok', 88],
    ['2024-10', null, 'failed', 5],
  ]);
});

test('problems are printed with what to type', async () => {
  counts.trips = [];
  const { stdout } = await ops(['verify'], { root });
  expect(stdout).toContain('2024-09 ledger_without_rows: load_ledger says');
  expect(stdout).toContain('next:  npx -y pnpm@12.21.0 ops run 2024-09 --force');
});
