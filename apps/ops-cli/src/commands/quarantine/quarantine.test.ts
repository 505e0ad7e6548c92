import type { TransformReport } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { countsByRule, keys, loadMonth, readJson, runId, writeJson } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { parquetOf } from '../../../test/parquet.ts';
import { deploy } from '../../../test/stage.ts';
import type { Result } from './run.ts';

let fake: FakeAws;
let root: string;
const newer = keys.report.replace(runId, 'yellow-2024-09-r2');

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
  await loadMonth(fake);
  const rows = await parquetOf(
    `SELECT range::INTEGER AS "VendorID", TIMESTAMP '2024-09-01 12:34:56' AS tpep_pickup_datetime,
       CASE WHEN range = 1 THEN NULL ELSE range * 1.5 END::DOUBLE AS fare_amount, 4000000000::BIGINT AS big,
       DATE '2024-09-01' AS source_month, '${runId}' AS run_id,
       CASE WHEN range % 2 = 0 THEN 'trip_distance_positive,fare_amount_positive' ELSE 'fare_amount_positive' END AS broken_rules
     FROM range(12)`,
    'COMPRESSION zstd, ROW_GROUP_SIZE 2048',
  );
  fake.objects.set(keys.quarantine, rows);
});
afterAll(() => fake.close());

async function quarantine(...argv: string[]): Promise<Result> {
  const { stdout, stderr } = await ops(['quarantine', '2024-09', '--json', ...argv], { root });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Result;
}

test('--json: counts by rule and by set of rules, and examples with all columns', async () => {
  expect(await quarantine('--sample', '2')).toEqual({
    dataset: 'yellow',
    month: '2024-09',
    run_id: runId,
    loaded: true,
    source_rows: 100,
    quarantined_rows: 12,
    share: 12,
    by_rule: countsByRule({ trip_distance_positive: 6, fare_amount_positive: 12 }),
    by_rules: { 'trip_distance_positive,fare_amount_positive': 6, fare_amount_positive: 6 },
    sample: [
      {
        VendorID: 0,
        tpep_pickup_datetime: '2024-09-01 12:34:56',
        fare_amount: 0,
        big: 4000000000,
        source_month: '2024-09-01',
        run_id: runId,
        broken_rules: 'trip_distance_positive,fare_amount_positive',
      },
      expect.objectContaining({ VendorID: 1, fare_amount: null, broken_rules: 'fare_amount_positive' }),
    ],
  });
});

test('--rule samples only rows that break it, whatever else they break', async () => {
  const { sample } = await quarantine('--rule', 'trip_distance_positive', '--sample', '3');
  expect(sample.map(({ VendorID }) => VendorID)).toEqual([0, 2, 4]);
  expect((await quarantine('--rule', 'total_amount_positive')).sample).toEqual([]);
});

test('for people: head, tables, one block per example', async () => {
  const { stdout } = await ops(['quarantine', '2024-09', '--sample', '1'], { root });
  expect(stdout).toBe(`2024-09: 12 of 100 rows are quarantined (12 %), by ${runId}

rule                    rows  says
trip_distance_positive     6  The distance is a number greater than zero: neither NaN nor infinite.
fare_amount_positive      12  The fare is a number greater than zero: neither NaN nor infinite.

rules that a row breaks together             rows
trip_distance_positive,fare_amount_positive     6
fare_amount_positive                            6

VendorID              0
tpep_pickup_datetime  2024-09-01 12:34:56
fare_amount           0
big                   4000000000
source_month          2024-09-01
run_id                ${runId}
broken_rules          trip_distance_positive,fare_amount_positive
`);
});

test('a newer run that stopped before its load is the one that is shown, and said to be', async () => {
  const report = readJson(fake, keys.report) as unknown as TransformReport;
  writeJson(fake, newer, { ...report, run_id: 'yellow-2024-09-r2', written_at: '2026-11-24T00:00:00Z' });
  expect(await quarantine()).toMatchObject({ run_id: 'yellow-2024-09-r2', loaded: false });
  const { stdout } = await ops(['quarantine', '2024-09'], { root });
  expect(stdout).toContain('This run is not what is loaded.');
  expect(stdout).toContain('ops run 2024-09 --accept-quarantine loads the month all the same');
  expect(await quarantine('--run', runId)).toMatchObject({ run_id: runId, loaded: true });
});

test('an export has every rejected row, with --rule those that break it, with --sample so many', async () => {
  const lines = async (...argv: string[]): Promise<string[]> =>
    (await ops(['quarantine', '2024-09', '--run', runId, '--csv', ...argv], { root })).stdout
      .trimEnd()
      .split('\n');
  const all = await lines();
  expect([all.length, all[0], all[1], all[2]]).toEqual([
    13,
    'VendorID,tpep_pickup_datetime,fare_amount,big,source_month,run_id,broken_rules',
    `0,2024-09-01 12:34:56,0,4000000000,2024-09-01,${runId},"trip_distance_positive,fare_amount_positive"`,
    `1,2024-09-01 12:34:56,,4000000000,2024-09-01,${runId},fare_amount_positive`,
  ]);
  const ids = (csv: readonly string[]) => csv.slice(1).map((line) => line.split(',')[0]);
  expect(ids(await lines('--rule', 'trip_distance_positive'))).toEqual(['0', '2', '4', '6', '8', '10']);
  expect(ids(await lines('--sample', '2'))).toEqual(['0', '1']);
});

test.each([
  [['2024-10'], 1, 'no run has transformed 2024-10 yet'],
  [['2024-09', '--run', 'nobody'], 1, 'nobody has written no transform report of 2024-09'],
  [['2024-09', '--rule', 'nonsense'], 2, 'there is no rule "nonsense"'],
  [['2024-09', '--sample', 'all'], 2, '--sample is a number from 0 to 1000, not "all"'],
])('%j: exit code %d', async (argv, code, message) => {
  const outcome = await ops(['quarantine', ...argv], { root });
  expect([outcome.code, outcome.stderr.split('\n')[0]]).toEqual([code, `error: ${message}`]);
});
