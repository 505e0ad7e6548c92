import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { parameterNames } from '@tlc-elt/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AwsError, type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { jobLogs } from '../../../test/glue.ts';
import type { Runtime } from '../../runtime.ts';
import type { Check } from './check.ts';
import { checkFirstRun } from './first-run.ts';

let fake: FakeAws;
let runtime: Runtime;
/** Datapoints of each metric, by its name. */
let datapoints: Record<string, { Maximum?: number; Sum?: number }[]>;

const names = parameterNames('dev');
const jobs = Object.fromEntries(Object.entries(names.jobNames).map(([job, name]) => [name, job]));

beforeAll(async () => {
  fake = await startFakeAws();
  const settings = {
    endpoint: fake.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  };
  const metrics = {
    send: async ({ input }: { input: { MetricName: string } }) => ({
      Datapoints: datapoints[input.MetricName],
    }),
  };
  runtime = {
    stage: 'dev',
    endpoint: 'aws',
    client: (Client: new (config: object) => object) =>
      (Client as unknown) === CloudWatchClient ? metrics : new Client(settings),
    parameters: async () => ({ get: (name: string) => jobs[name] ?? 'tlc-dev' }),
    signal: new AbortController().signal,
    now: () => new Date('2026-12-02T00:00:00Z'),
    hint: (command: string) => `ops ${command}`,
  } as unknown as Runtime;
});
afterAll(() => fake.close());
beforeEach(() => {
  datapoints = { QuarantineShare: [{ Maximum: 3.2 }], ComputeSeconds: [{ Sum: 600 }, { Sum: 600 }] };
  ran();
  found({
    IngestRaw: ['jr_IngestRaw'],
    TransformTrips: ['jr_TransformTrips'],
    LoadRedshift: ['jr_LoadRedshift'],
  });
  jobLogs(fake, { jr_IngestRaw: { output: [STARTED] } });
  fake.handlers.set('ExecuteStatement', () => ({ Id: 's', Status: 'FINISHED', HasResultSet: true }));
  fake.handlers.set('GetStatementResult', () => ({
    ColumnMetadata: [{ name: 'coalesce', typeName: 'float8' }],
    Records: [[{ doubleValue: 1150 }]],
  }));
});

const STARTED = '{"event": "job starts", "python": "3.9.21", "botocore": "1.38.46", "awscli": "1.23.5"}';

/** Each job has such runs, the newest first. */
function ran(runs: object[] = [{ JobRunState: 'FAILED', Id: 'jr_no' }, { JobRunState: 'SUCCEEDED' }]): void {
  fake.handlers.set('GetJobRuns', ({ JobName }) => ({
    JobRuns: runs.map((run) => ({
      Id: `jr_${JobName}`,
      JobName,
      StartedOn: Date.parse('2026-12-01T10:20:00Z') / 1000,
      CompletedOn: Date.parse('2026-12-01T10:22:00Z') / 1000,
      ...run,
    })),
  }));
}

/** Streams that CloudWatch Logs has of each job's run. */
const found = (streams: Record<string, string[]>): void => {
  fake.handlers.set('DescribeLogStreams', ({ logStreamNamePrefix }) => ({
    logStreams: (streams[String(logStreamNamePrefix).replace('jr_', '')] ?? []).map((logStreamName) => ({
      logStreamName,
    })),
  }));
};

async function checks(): Promise<Record<string, Check>> {
  return Object.fromEntries((await checkFirstRun(runtime)).map((check) => [check.check, check]));
}

test('everything that AWS alone can answer is as it was hoped', async () => {
  const all = await checks();
  expect(Object.values(all).map(({ check, status, found: what }) => `${status} ${check}: ${what}`)).toEqual([
    'ok first run: each of IngestRaw, TransformTrips, LoadRedshift has succeeded',
    'ok log of IngestRaw: /aws-glue/python-jobs/output has jr_IngestRaw',
    'ok log of TransformTrips: /aws-glue/python-jobs/output has jr_TransformTrips',
    'ok log of LoadRedshift: /aws-glue/python-jobs/output has jr_LoadRedshift',
    'ok Python Shell: Python 3.9.21, botocore 1.38.46, awscli 1.23.5',
    'ok QuarantineShare: the metric has 3.20 % of the run',
    'ok RPU-seconds: ComputeSeconds 1200, SYS_SERVERLESS_USAGE 1150',
  ]);
});

test('before the first run that ends well nothing else is asked', async () => {
  ran([{ JobRunState: 'FAILED' }]);
  const { 'first run': first, ...others } = await checks();
  expect(first).toMatchObject({ status: 'fail', next: 'ops run 2024-09' });
  expect(Object.values(others).map(({ status }) => status)).toEqual(['skip']);
});

test.each([
  ['under other names', { IngestRaw: ['jr_IngestRaw_attempt_1'] }, /output has jr_IngestRaw_attempt_1$/],
  ['nowhere', {}, /no stream of .* begins with jr_IngestRaw$/],
])('logs that are %s', async (_, streams, what) => {
  found(streams as Record<string, string[]>);
  expect((await checks())['log of IngestRaw']).toMatchObject({
    status: 'fail',
    found: expect.stringMatching(what),
    next: expect.stringContaining('reads jr_IngestRaw: say in an issue'),
  });
});

test('a metric that never came', async () => {
  datapoints.QuarantineShare = [];
  expect((await checks()).QuarantineShare).toMatchObject({
    status: 'fail',
    next: expect.stringContaining('the alarm of that name is blind'),
  });
});

test.each([
  ['just now', '2026-12-01T11:00:00Z', 'skip', 'ask again two hours after the run'],
  ['weeks ago', '2026-12-31T00:00:00Z', 'warn', 'older than SYS_SERVERLESS_USAGE'],
])('a run that was %s has no use yet, or no more', async (_, now, status, what) => {
  const asked = { ...runtime, now: () => new Date(now) };
  const usage = (await checkFirstRun(asked)).find(({ check }) => check === 'RPU-seconds');
  expect(usage).toMatchObject({ status, found: expect.stringContaining(what) });
});

test('a view that these credentials may not read fails alone, and says how it can be', async () => {
  fake.handlers.set('ExecuteStatement', () => {
    throw new AwsError('ValidationException', 'permission denied for relation sys_serverless_usage');
  });
  const all = await checks();
  expect(all['RPU-seconds']).toMatchObject({
    status: 'fail',
    found: expect.stringContaining('permission denied'),
  });
  expect(all.QuarantineShare?.status).toBe('ok');
});
