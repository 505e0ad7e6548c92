import { datasets } from '@tlc-elt/contracts';
import {
  checkSource,
  entered,
  executionSucceeded,
  exited,
  history,
  jobFailed,
  jobState,
  jobSubmitted,
  jobSucceeded,
  started,
} from '@tlc-elt/executions/made-up-history';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, executions } from '../../../test/stage.ts';
import { assumedCost } from './document.ts';
import { estimate } from './estimate.ts';
import type { Result, RunCost } from './run.ts';

let fake: FakeAws;
let root: string;
const source = { url: 'https://tlc/f.parquet', etag: 'e', last_modified: '2024-11-20T00:00:00Z', bytes: 1 };
const plan = {
  dataset: 'yellow',
  month: '2024-09',
  run_id: 'r',
  outcome: 'load',
  source,
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
};
const usage: Record<string, [seconds: number, dpu: number]> = {
  jr_ingest: [30, 0.0625],
  jr_transform_1: [10, 2],
  jr_transform_2: [120, 2],
  jr_load: [90, 0.0625],
};

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
  fake.handlers.set('GetWorkgroup', () => ({ workgroup: { baseCapacity: 8 } }));
  fake.handlers.set('GetJobRun', ({ RunId }) => {
    const [ExecutionTime, MaxCapacity] = usage[String(RunId)] ?? [];
    return { JobRun: { ExecutionTime, MaxCapacity } };
  });
  const report =
    'REPORT RequestId: 1\tDuration: 480.20 ms\tBilled Duration: 500 ms\tMemory Size: 256 MB\tMax Memory Used: 100 MB';
  fake.handlers.set('FilterLogEvents', () => ({
    events: ['START', report, report].map((message) => ({ message, timestamp: 1 })),
  }));
  const object = (key: string, bytes: number) => fake.objects.set(key, new Uint8Array(bytes));
  object('raw/yellow/2024/10/e/yellow_tripdata_2024-10.parquet', 1_500_000);
  object('processed/yellow/2024/10/yellow-2024-10-r1/a/trips/part-0.parquet', 900_000);
  object('processed/yellow/2024/10/yellow-2024-10-r1/a/quarantine/part-0.parquet', 500_000);
  object('processed/yellow/2024/10/yellow-2024-10-r1/a/quarantine_copy/part-0.parquet', 100_000);
  const october = { ...plan, month: '2024-10', run_id: 'yellow-2024-10-r1' };
  const look = [entered('WaitForPublication', 'Wait'), exited('WaitForPublication', 'Wait', {}, 86_400)];
  const choice = [entered('SourceOutcome', 'Choice'), exited('SourceOutcome', 'Choice')];
  const inVain = { dataset: 'yellow', month: '2024-10', run_id: 'r', outcome: 'not_published' };
  const waits = { ...inVain, checked_at: 'then', deadline: 'later', wait_seconds: 86_400 };
  fake.handlers.set('GetSchedule', () => ({
    Name: 'tlc-dev-monthly',
    Target: { Input: '{"datasets": ["yellow", "green"]}' },
  }));
  executions(fake, [
    // The newest one loaded nothing: what a load costs is the question.
    {
      name: 'yellow-2024-09-r2',
      status: 'SUCCEEDED',
      events: history(
        started(),
        checkSource({ ...plan, outcome: 'already_loaded', loaded_by: 'r', loaded_at: 'then' }),
        executionSucceeded(),
      ),
    },
    {
      name: 'yellow-2024-09-r1',
      status: 'SUCCEEDED',
      events: history(
        started(),
        checkSource(plan),
        jobState('IngestRaw', 'jr_ingest', 30),
        entered('TransformTrips'),
        ...jobSubmitted('t', 'jr_transform_1'),
        jobFailed('throttled'),
        ...jobSubmitted('t', 'jr_transform_2'),
        jobSucceeded(120),
        exited('TransformTrips'),
        jobState('LoadRedshift', 'jr_load', 90),
        executionSucceeded(),
      ),
    },
    {
      name: 'yellow-2024-10-r1',
      status: 'SUCCEEDED',
      events: history(
        started(),
        checkSource(waits),
        ...choice,
        ...look,
        checkSource(waits),
        ...choice,
        ...look,
        checkSource(october),
        ...choice,
        executionSucceeded(),
      ),
    },
    {
      name: 'green-2024-10-r1',
      status: 'SUCCEEDED',
      events: history(
        started(),
        checkSource({ ...october, dataset: 'green', run_id: 'green-2024-10-r1' }),
        executionSucceeded(),
      ),
    },
  ]);
});
afterAll(() => fake.close());

test('each part of a run with its arithmetic; retries are paid for, and the minutes that are billed at least', async () => {
  const { code, stdout } = await ops(['cost', '2024-09', '--json'], { root });
  const { runs, total_usd, month_items, month_usd, region } = JSON.parse(stdout) as Result;
  const [{ items, ...rest }] = runs as [RunCost];
  expect([code, runs.length, rest, region]).toEqual([
    0,
    1,
    { execution: 'yellow-2024-09-r1', status: 'SUCCEEDED', total_usd },
    'us-east-1',
  ]);
  expect(items.map(({ item, usd, arithmetic }) => [item, Number(usd.toFixed(8)), arithmetic])).toEqual([
    ['Glue IngestRaw', 0.00045833, '0.0625 DPU × 60 s (30 s, billed for at least 60) ÷ 3600 × $0.44'],
    ['Glue TransformTrips', 0.01466667, '2 DPU × 60 s (10 s, billed for at least 60) ÷ 3600 × $0.44'],
    ['Glue TransformTrips', 0.02933333, '2 DPU × 120 s ÷ 3600 × $0.44'],
    ['Glue LoadRedshift', 0.0006875, '0.0625 DPU × 90 s ÷ 3600 × $0.44'],
    ['Redshift for LoadRedshift', 0.075, '8 RPU × 90 s ÷ 3600 × $0.375'],
    ['Lambda time', 0.00000167, '0.125 GB-s (1 call) × $0.0000133334'],
    ['Lambda requests', 0.0000002, '1 call × $0.0000002'],
    ['Step Functions', 0.000125, '5 state transitions × $0.000025'],
  ]);
  for (const [total, parts] of [
    [total_usd, items],
    [month_usd, month_items],
  ] as const)
    expect(total).toBeCloseTo(
      parts.reduce((sum, { usd }) => sum + usd, 0),
      12,
    );
});

test('waiting, watching and keeping: what is on S3 and in the table of the month, and two looks in vain', async () => {
  const { stdout } = await ops(['cost', '2024-10', '--json'], { root });
  const { runs, month_items } = JSON.parse(stdout) as Result;
  expect(runs[0]?.items.find(({ item }) => item === 'Step Functions')?.arithmetic).toBe(
    '2 state transitions × $0.000025',
  );
  expect(month_items.map(({ item, usd, arithmetic }) => [item, Number(usd.toFixed(6)), arithmetic])).toEqual([
    ['Waiting, workflow', 0.00015, '6 transitions (2 looks) × $0.000025'],
    ['Waiting, metrics', 0.001644, '4 metrics for an hour (2 looks) × $0.0004109589'],
    ['Storage on S3', 0.000069, '0.003 GB × $0.023'],
    ['Storage in Redshift', 0.000024, '0.001 GB × $0.024'],
    ['S3 requests', 0.0002, '40 writes × $0.000005'],
    ['Metrics', 0.006164, '15 metrics for an hour × $0.0004109589'],
    ['Logs', 0.001, '0.002 GB × $0.5'],
    ['Schedule', 0.000001, '1 invocation × $0.000001'],
    ['Notifications', 0.00002, '1 mail × $0.00002'],
    ['Alarms', 1, '10 alarms × $0.1'],
    ["The admin's secret", 0.4, '1 secret × $0.4'],
  ]);
});

test('by the assumptions of docs/deploy.md a run in dev stays below four cents with DuckDB, and seven with Spark', () => {
  expect(assumedCost('duckdb', 'dev')).toBeLessThan(0.04);
  expect(assumedCost('spark', 'dev')).toBeLessThan(0.07);
});

test('for people: a line each, the total, and what is left out', async () => {
  const { stdout } = await ops(['cost'], { root });
  expect(stdout).toMatch(
    /^yellow-2024-09-r1 \(SUCCEEDED\), list prices of us-east-1 as of \d{4}-\d\d-\d\d\n/,
  );
  expect(stdout).toMatch(/\ntotal +\$0\.120273\n/);
  expect(stdout).toMatch(/Left out: free tiers.* and \$3 beyond\.\n/);
  expect(stdout).toMatch(/A month of waiting, watching and keeping:\n\nitem/);
});

test('of every dataset of the stage: a run of each, their sum, and what the stage has once', async () => {
  const { code, stdout } = await ops(['cost', '2024-10', '--dataset', 'all', '--json'], { root });
  const { runs, total_usd, month_items } = JSON.parse(stdout) as Result;
  expect([code, runs.map(({ execution }) => execution)]).toEqual([
    0,
    ['yellow-2024-10-r1', 'green-2024-10-r1'],
  ]);
  expect(total_usd).toBeCloseTo((runs[0]?.total_usd ?? 0) + (runs[1]?.total_usd ?? 0), 12);
  const arithmetic = Object.fromEntries(month_items.map((each) => [each.item, each.arithmetic]));
  expect(arithmetic).toMatchObject({
    Metrics: `${11 + datasets.yellow.rules.length + 11 + datasets.green.rules.length} metrics for an hour × $0.0004109589`,
    Alarms: '13 alarms × $0.1',
    "The admin's secret": '1 secret × $0.4',
    Notifications: '2 mails × $0.00002',
  });
  const text = (await ops(['cost', '2024-10', '--dataset', 'all'], { root })).stdout;
  expect(text).toMatch(/\nAll 2 runs: \$0\.\d{6}\n/);
});

test('a dataset without an execution is named, with the command that makes one', async () => {
  const { code, stderr } = await ops(['cost', '2024-09', '--dataset', 'fhv'], { root });
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/no execution of fhv 2024-09 is known[\s\S]*run 2024-09 --dataset fhv/),
  ]);
});

test('an execution that is named is the one that is meant', async () => {
  const { stdout } = await ops(['cost', 'yellow-2024-09-r2', '--json'], { root });
  const { runs } = JSON.parse(stdout) as Result;
  expect(runs.map(({ execution, items }) => [execution, items.map(({ item }) => item)])).toEqual([
    ['yellow-2024-09-r2', ['Lambda time', 'Lambda requests', 'Step Functions']],
  ]);
});

test('a run that never asked the warehouse pays nothing for it', () => {
  const items = estimate({ jobs: [], functions: [], transitions: 4, redshift: [], rpu: 8 });
  expect(items.map(({ item, usd }) => [item, usd])).toEqual([['Step Functions', 0.0001]]);
});
