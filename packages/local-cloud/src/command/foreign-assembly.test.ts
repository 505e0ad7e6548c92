import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Children } from '../kernel/children.ts';
import { PythonEnvironments } from '../kernel/python/environment.ts';

const run = promisify(execFile);
const FOREIGN = resolve(import.meta.dirname, '../../testing/foreign');
const SHARED = process.env.TLC_SHARED_DIR ?? resolve(import.meta.dirname, '../../../../.local');
/** The command line of AWS, from PyPI: its version is what is proved here. */
const AWS_CLI = 'awscli==1.45.11';
const MINUTES = 60_000;
/** Between two looks: each starts Python, which takes a second of processor. */
const LOOK_MS = 2000;

let folder: string;
let aws: string;
let env: NodeJS.ProcessEnv;

async function local(...args: string[]): Promise<string> {
  const bin = resolve(import.meta.dirname, '../../bin/local.ts');
  const place = { ...process.env, TLC_LOCAL_DIR: join(folder, 'local'), TLC_SHARED_DIR: SHARED };
  return (await run(process.execPath, [bin, ...args], { env: place })).stdout;
}

/** The `aws` command line, and nothing else, drives the pipeline. */
async function cli(...args: string[]): Promise<unknown> {
  const { stdout } = await run(aws, ['-m', 'awscli', ...args, '--output', 'json'], { env });
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

async function execution(name: string, input: unknown): Promise<{ [member: string]: string }> {
  const arn = 'arn:aws:states:us-east-1:000000000000:stateMachine:daily';
  const started = (await cli(
    'stepfunctions',
    'start-execution',
    '--state-machine-arn',
    arn,
    '--name',
    name,
    '--input',
    JSON.stringify(input),
  )) as { executionArn: string };
  for (;;) {
    const found = (await cli(
      'stepfunctions',
      'describe-execution',
      '--execution-arn',
      started.executionArn,
    )) as { [member: string]: string };
    if (found.status !== 'RUNNING') return found;
    await new Promise((later) => setTimeout(later, LOOK_MS));
  }
}

async function sql(text: string): Promise<unknown> {
  const { Id } = (await cli(
    'redshift-data',
    'execute-statement',
    '--workgroup-name',
    'shop',
    '--database',
    'shop',
    '--sql',
    text,
  )) as { Id: string };
  for (;;) {
    const { Status, Error: error } = (await cli('redshift-data', 'describe-statement', '--id', Id)) as {
      [member: string]: string;
    };
    if (Status === 'FAILED') throw new Error(error);
    if (Status === 'FINISHED') break;
    await new Promise((later) => setTimeout(later, LOOK_MS));
  }
  const { Records } = (await cli('redshift-data', 'get-statement-result', '--id', Id)) as {
    Records: object[][];
  };
  return Records.map((record) => record.map((field) => Object.values(field)[0]));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foreign-'));
  cpSync(FOREIGN, join(folder, 'assembly'), { recursive: true });
  const children = new Children(join(folder, 'children.json'));
  aws = await new PythonEnvironments(join(SHARED, 'python'), () => undefined, children).python([AWS_CLI]);
  await local('up', '--assembly', join(folder, 'assembly'), '--port', '0', '--detach');
  env = { PATH: process.env.PATH, HOME: folder, ...JSON.parse(await local('env', '--json')) };
}, 10 * MINUTES);
afterAll(async () => {
  await local('down');
  rmSync(folder, { recursive: true, force: true });
}, MINUTES);

test(
  'a pipeline of others runs by the aws command line alone, and ends with rows in its table',
  async () => {
    await cli(
      's3',
      'cp',
      '--only-show-errors',
      join(FOREIGN, 'orders.py'),
      's3://acme-landing/scripts/orders.py',
    ).catch((error) => {
      if (!(error instanceof SyntaxError)) throw error; // `s3 cp` prints no JSON
    });
    const ended = await execution('first', { rows: '10' });
    expect([ended.status, ended.cause]).toEqual(['SUCCEEDED', undefined]);
    expect(await sql('SELECT customer, total FROM totals ORDER BY customer')).toEqual([
      ['c0', 18],
      ['c1', 12],
      ['c2', 15],
    ]);
  },
  10 * MINUTES,
);

test(
  'where one of its jobs raises, the execution has failed with the traceback',
  async () => {
    const ended = await execution('second', { rows: '0' });
    const cause = JSON.parse(ended.cause ?? '{}') as { [member: string]: string };
    expect([ended.status, ended.error, cause.JobName, cause.JobRunState]).toEqual([
      'FAILED',
      'States.TaskFailed',
      'acme-orders',
      'FAILED',
    ]);
    expect(cause.ErrorMessage?.split('\n').filter((line) => !line.startsWith('  File'))).toEqual([
      'Traceback (most recent call last):',
      '    raise ValueError("there are no orders: rows=%d" % rows)',
      'ValueError: there are no orders: rows=0',
    ]);
    const { events } = (await cli(
      'logs',
      'get-log-events',
      '--log-group-name',
      '/aws-glue/python-jobs/error',
      '--log-stream-name',
      cause.Id ?? '',
    )) as { events: { message: string }[] };
    expect(events.at(-1)?.message).toBe('ValueError: there are no orders: rows=0');
  },
  2 * MINUTES,
);

test(
  'a Spark job that raises has failed with PySpark’s own exception',
  async () => {
    const { JobRunId } = (await cli(
      'glue',
      'start-job-run',
      '--job-name',
      'acme-totals',
      ...['--arguments', JSON.stringify({ '--source': 's3://acme-landing/none/' })],
    )) as { JobRunId: string };
    for (;;) {
      const { JobRun } = (await cli(
        'glue',
        'get-job-run',
        '--job-name',
        'acme-totals',
        '--run-id',
        JobRunId,
      )) as {
        JobRun: { [member: string]: string };
      };
      if (['STARTING', 'RUNNING'].includes(JobRun.JobRunState ?? '')) {
        await new Promise((later) => setTimeout(later, LOOK_MS));
        continue;
      }
      const lines = JobRun.ErrorMessage?.split('\n') ?? [];
      expect([JobRun.JobRunState, lines[0], lines.at(-1), JobRun.LogGroupName]).toEqual([
        'FAILED',
        'Traceback (most recent call last):',
        'pyspark.errors.exceptions.captured.AnalysisException: [PATH_NOT_FOUND] Path does not exist: s3://acme-landing/none.',
        '/aws-glue/jobs',
      ]);
      return;
    }
  },
  2 * MINUTES,
);
