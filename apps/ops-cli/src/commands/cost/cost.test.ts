import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
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
} from '../../../test/history.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, executions } from '../../../test/stage.ts';
import { estimate } from './estimate.ts';
import type { Result } from './run.ts';

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
  ]);
});
afterAll(() => fake.close());

test('each part of a run with its arithmetic; retries are paid for, and the minutes that are billed at least', async () => {
  const { code, stdout } = await ops(['cost', '2024-09', '--json'], { root });
  const { items, total_usd, ...rest } = JSON.parse(stdout) as Result;
  expect([code, rest]).toMatchObject([
    0,
    { execution: 'yellow-2024-09-r1', status: 'SUCCEEDED', region: 'us-east-1' },
  ]);
  expect(items.map(({ item, usd, arithmetic }) => [item, Number(usd.toFixed(8)), arithmetic])).toEqual([
    ['Glue IngestRaw', 0.00045833, '0.0625 DPU × 60 s (30 s, billed for at least 60) ÷ 3600 × $0.44'],
    ['Glue TransformTrips', 0.01466667, '2 DPU × 60 s (10 s, billed for at least 60) ÷ 3600 × $0.44'],
    ['Glue TransformTrips', 0.02933333, '2 DPU × 120 s ÷ 3600 × $0.44'],
    ['Glue LoadRedshift', 0.0006875, '0.0625 DPU × 90 s ÷ 3600 × $0.44'],
    ['Redshift for CheckSource', 0.05, '8 RPU × 60 s (0 s, billed for at least 60) ÷ 3600 × $0.375'],
    ['Redshift for LoadRedshift', 0.075, '8 RPU × 90 s ÷ 3600 × $0.375'],
    ['Lambda time', 0.00000167, '0.125 GB-s (1 call) × $0.0000133334'],
    ['Lambda requests', 0.0000002, '1 call × $0.0000002'],
    ['Step Functions', 0.000125, '5 state transitions × $0.000025'],
  ]);
  expect(total_usd).toBeCloseTo(
    items.reduce((sum, { usd }) => sum + usd, 0),
    12,
  );
});

test('for people: a line each, the total, and what is left out', async () => {
  const { stdout } = await ops(['cost'], { root });
  expect(stdout).toMatch(
    /^yellow-2024-09-r1 \(SUCCEEDED\), list prices of us-east-1 as of \d{4}-\d\d-\d\d\n/,
  );
  expect(stdout).toMatch(/\ntotal +\$0\.170273\n/);
  expect(stdout).toContain('Left out: S3, logs');
});

test('an execution that is named is the one that is meant', async () => {
  const { stdout } = await ops(['cost', 'yellow-2024-09-r2', '--json'], { root });
  const { execution, items } = JSON.parse(stdout) as Result;
  expect([execution, items[0]?.item]).toEqual(['yellow-2024-09-r2', 'Redshift for CheckSource']);
});

test('a run that never asked the warehouse pays nothing for it', () => {
  const items = estimate({ jobs: [], functions: [], transitions: 4, redshift: [], rpu: 8 });
  expect(items.map(({ item, usd }) => [item, usd])).toEqual([['Step Functions', 0.0001]]);
});
