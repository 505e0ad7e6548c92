import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../src/months.ts';
import { awsCli } from '../src/python.ts';
import { LocalStage } from '../src/stage.ts';

let source = '';
let stage: LocalStage;
let aws: string;
let env: Record<string, string>;
beforeAll(async () => {
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  await generate(source, '2024-09', 2000);
  stage = await LocalStage.start({ source });
  aws = await awsCli();
  const { stdout } = await stage.local('env', '--json');
  env = { PATH: process.env.PATH ?? '', HOME: source, ...JSON.parse(stdout) };
});
afterAll(async () => {
  await stage.remove();
  await rm(source, { recursive: true });
});

async function cli<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(aws, [...args, '--output', 'json'], { env });
  if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${stderr}`);
  return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T;
}

async function parameter(name: string): Promise<string> {
  const { Parameter } = await cli<{ Parameter: { Value: string } }>(
    ...['ssm', 'get-parameter', '--name', `/tlc/local/${name}`],
  );
  return Parameter.Value;
}

describe('the aws command line with `pnpm local env`', () => {
  let execution = '';

  test('starts an execution and describes it until it has succeeded', async () => {
    const machine = await parameter('pipeline/state-machine-arn');
    const started = await cli<{ executionArn: string }>(
      ...['stepfunctions', 'start-execution', '--state-machine-arn', machine],
      ...['--name', 'yellow-2024-09-r1', '--input', '{"year":"2024","month":"09"}'],
    );
    execution = started.executionArn;
    let status = 'RUNNING';
    for (let tries = 0; status === 'RUNNING' && tries < 120; tries += 1) {
      await sleep(500);
      ({ status } = await cli<{ status: string }>(
        ...['stepfunctions', 'describe-execution', '--execution-arn', execution],
      ));
    }
    expect(status).toBe('SUCCEEDED');
  });

  test('reads its history, from the start to the end, each event with its predecessor', async () => {
    const { events } = await cli<{ events: { id: number; type: string; previousEventId: number }[] }>(
      ...['stepfunctions', 'get-execution-history', '--execution-arn', execution],
    );
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    const lambda = ['TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSucceeded', 'TaskStateExited'];
    const job = lambda.toSpliced(3, 0, 'TaskSubmitted');
    const choice = ['ChoiceStateEntered', 'ChoiceStateExited'];
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      ...[...lambda, ...choice], // CheckSource
      ...[...job, ...job, ...choice], // IngestRaw, TransformTrips, and whether to audit
      ...[...job, ...lambda, ...choice], // LoadRedshift, WritePassport, and whom to tell
      ...['SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded'],
    ]);
    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([
      0,
      0,
      ...Array.from({ length: events.length - 2 }, (_, index) => index + 2),
    ]);
  });

  test("reads a job's run and its log", async () => {
    const job = await parameter('jobs/ingest-raw');
    const { JobRuns } = await cli<{ JobRuns: { Id: string; JobRunState: string }[] }>(
      ...['glue', 'get-job-runs', '--job-name', job],
    );
    expect(JobRuns.map(({ JobRunState }) => JobRunState)).toEqual(['SUCCEEDED']);
    const { events } = await cli<{ events: { message: string }[] }>(
      ...['logs', 'get-log-events', '--log-group-name', '/aws-glue/python-jobs/output'],
      ...['--log-stream-name', JobRuns[0]?.Id ?? '', '--start-from-head'],
    );
    expect(events.map(({ message }) => message).join('\n')).toMatch(/2024-09/);
  });

  test('lists the buckets and what lies in them', async () => {
    const { Buckets } = await cli<{ Buckets: { Name: string }[] }>('s3api', 'list-buckets');
    expect(Buckets.map(({ Name }) => Name)).toEqual(
      expect.arrayContaining(
        ['raw', 'processed', 'scripts'].map((kind) => `tlc-local-${kind}-000000000000-us-east-1`),
      ),
    );
    const listing = await run(
      aws,
      ['s3', 'ls', '--recursive', `s3://${await parameter('storage/raw-bucket')}/yellow/`],
      { env },
    );
    expect(listing.stdout).toMatch(/yellow_tripdata_2024-09\.parquet/);
  });

  test('runs a query by the Data API', async () => {
    const workgroup = await parameter('warehouse/workgroup');
    const { Id } = await cli<{ Id: string }>(
      ...['redshift-data', 'execute-statement', '--workgroup-name', workgroup, '--database', 'tlc'],
      ...['--sql', "SELECT COUNT(*) AS trips FROM yellow_trips WHERE source_month = '2024-09-01'"],
    );
    let status = '';
    for (let tries = 0; status !== 'FINISHED' && tries < 50; tries += 1) {
      const statement = await cli<{ Status: string; Error?: string }>(
        ...['redshift-data', 'describe-statement', '--id', Id],
      );
      expect(statement.Error).toBeUndefined();
      status = statement.Status;
    }
    const { Records } = await cli<{ Records: { longValue: number }[][] }>(
      ...['redshift-data', 'get-statement-result', '--id', Id],
    );
    const { months } = await stage.verify('2024-09');
    expect(Records).toEqual([[{ longValue: months[0]?.accepted_rows }]]);
  });
});
