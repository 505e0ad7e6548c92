import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { addMonths, type SourceFile, sourceMonth } from '@tlc-elt/contracts';
import { LocalCloud, role } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The very bundle that is deployed, as a Lambda of the local cloud; the publisher is the local cloud's stand-in.
let cloud: LocalCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await LocalCloud.start({
    resources: {
      Role: role('lambda.amazonaws.com'),
      Raw: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'raw' } },
      Processed: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'processed' } },
      BaseUrl: {
        Type: 'AWS::SSM::Parameter',
        Properties: { Name: '/tlc/local/source/base-url', Type: 'String', Value: 'set when it runs' },
      },
      CheckSource: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'check-source',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 60,
          Code: 'code',
          Environment: {
            Variables: {
              STAGE: 'local',
              RAW_BUCKET: 'raw',
              PROCESSED_BUCKET: 'processed',
              WAIT_SECONDS: '86400',
              STOP_ON: 'day,gone_value',
            },
          },
        },
      },
    },
    code: join(import.meta.dirname, '../dist'),
  });
  await new SSMClient(cloud.client).send(
    new PutParameterCommand({
      Name: '/tlc/local/source/base-url',
      Value: cloud.publisherUrl,
      Overwrite: true,
    }),
  );
  s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
}, 60_000);
afterAll(() => cloud?.remove());

async function check(input: unknown, name = 'yellow-2024-09-r2'): Promise<Record<string, unknown>> {
  const { Payload } = await new LambdaClient(cloud.client).send(
    new InvokeCommand({
      FunctionName: 'check-source',
      Payload: Buffer.from(JSON.stringify({ input, execution_name: name })),
    }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>;
}

const put = (Bucket: string, Key: string, Body: string) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }));

const thisMonth = sourceMonth(new Date().toISOString().slice(0, 7));

test('nothing in the bundle can ask the warehouse', () => {
  const bundle = readFileSync(join(import.meta.dirname, '../dist/index.js'), 'utf8');
  expect(bundle).toContain('GetObjectCommand');
  expect(bundle).not.toMatch(/redshift-data/i);
});

test('a waiting day asks the publisher', async () => {
  const month = addMonths(thisMonth, -1);
  expect(await check({ month })).toMatchObject({ outcome: 'not_published', month, wait_seconds: 86400 });
  expect(await check({ month, no_wait: true })).toMatchObject({ outcome: 'not_published_no_wait' });
});

test('an overdue month says so as its outcome and as a metric', async () => {
  expect(await check({ month: '2019-03' })).toMatchObject({ outcome: 'publication_overdue' });
  const { events = [] } = await new CloudWatchLogsClient(cloud.client).send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/check-source' }),
  );
  const metrics = events
    .filter(({ message }) => message?.includes('CloudWatchMetrics'))
    .map(({ message }) => JSON.parse(message ?? '') as { MonthAgeDays: number; PublicationOverdue: number });
  // The waiting month of the test before, and this one; who does not wait measures nothing.
  expect(
    metrics.map(({ PublicationOverdue, MonthAgeDays }) => [PublicationOverdue, MonthAgeDays > 150]),
  ).toEqual([
    [0, false],
    [1, true],
  ]);
  expect(metrics[1]).toMatchObject({ Stage: 'local', Dataset: 'yellow' });
});

describe('a published month', () => {
  const FOLDER = 'ledger/yellow/2024/09';
  let loading: Record<string, unknown>;
  let loaded: Record<string, unknown>;

  /** Leaves the month's documents as told; the outcome of a run that starts now. */
  async function outcomeWith(last: object | string, copy: object | string): Promise<unknown> {
    const text = (value: object | string) => (typeof value === 'string' ? value : JSON.stringify(value));
    await put('processed', `${FOLDER}/loading.json`, text(last));
    await put('processed', `${FOLDER}/loaded.json`, text(copy));
    return (await check({ month: '2024-09' })).outcome;
  }

  test('of a plan is loaded where it is the file that the plan was made for, and refused where it is another', async () => {
    cloud.publish('yellow_tripdata_2024-09.parquet', 'PAR1');
    const { source } = (await check({ month: '2024-09' })) as { source: SourceFile };
    const planned = (etag: string) => check({ month: '2024-09', plan: { id: '0123456789abcdef', etag } });
    expect(await planned(source.etag)).toMatchObject({ outcome: 'load', source });
    expect(await planned('other')).toMatchObject({
      errorType: 'PlanOutdated',
      errorMessage: expect.stringMatching(
        /^plan 0123456789abcdef was made for ETag other of 2024-09, .*\. Next: Plan again: `ops plan 2024-09`\.$/,
      ),
    });
  });

  test('is loaded where the ledger has left no copy', async () => {
    cloud.publish('yellow_tripdata_2024-09.parquet', 'PAR1');
    const plan = await check({ year: '2024', month: '09' }, 'started-by-hand');
    expect(plan).toMatchObject({
      outcome: 'load',
      run_id: 'started-by-hand',
      force: 'false',
      accept_quarantine: 'false',
      accept_older: 'false',
      accept_shrink: 'false',
      accept_republication: 'false',
      loaded_etag: 'none',
      stop_on: ['day', 'gone_value'],
    });
    const { etag, bytes, last_modified } = plan.source as SourceFile;
    loading = { version: 1, dataset: 'yellow', source_month: '2024-09', run_id: 'r4', attempt: 'a' };
    loaded = {
      ...loading,
      load_number: 4,
      source_etag: etag,
      source_bytes: bytes,
      source_last_modified: last_modified.replace('T', ' ').replace('Z', ''),
      loaded_at: '2024-11-23 00:00:00',
    };
  });

  test('is left alone once the copy has this very file, unless somebody forces it', async () => {
    expect(await outcomeWith(loading, loaded)).toBe('already_loaded');
    expect(await check({ month: '2024-09' })).toMatchObject({
      outcome: 'already_loaded',
      loaded_by: 'r4',
      loaded_at: '2024-11-23 00:00:00',
    });
    expect(await check({ month: '2024-09', force: true })).toMatchObject({ outcome: 'load', force: 'true' });
  });

  test('is loaded where the copy is of another file, cannot be read, or is not that of the last load', async () => {
    const other = { ...loading, run_id: 'r5' };
    expect(await outcomeWith(loading, { ...loaded, source_etag: 'older' })).toBe('load');
    expect(await outcomeWith(loading, { ...loaded, source_last_modified: '2024-01-01 00:00:00' })).toBe(
      'load',
    );
    expect(await outcomeWith(other, loaded)).toBe('load');
    expect(await outcomeWith(loading, JSON.stringify(loaded).slice(1))).toBe('load');
    expect(await outcomeWith(loading, { ...loaded, source_month: '2024-08' })).toBe('load');
    expect(await outcomeWith(loading, loaded)).toBe('already_loaded');
    cloud.publish('yellow_tripdata_2024-09.parquet', 'PAR1 republished');
    expect(await check({ month: '2024-09' })).toMatchObject({ outcome: 'load' });
  });
});

test.each([
  [{ month: '2024-9' }, 'PipelineInputError', 'a month is written YYYY-MM'],
  [{ month: '2010-05' }, 'MonthNotSupported', 'taxi zone ids'],
])('%j ends with the error that the runbook knows', async (input, errorType, words) => {
  expect(await check(input)).toMatchObject({ errorType, errorMessage: expect.stringContaining(words) });
});

test('an earlier publication that raw still has may be loaded again; another one is refused with those that it has', async () => {
  const url = `${cloud.publisherUrl}/yellow_tripdata_2024-09.parquet`;
  const source = { url, etag: 'e-1', last_modified: '2024-10-20T16:02:09.000Z', bytes: 7 };
  const manifest = {
    version: 1,
    dataset: 'yellow',
    source_month: '2024-09',
    source,
    bucket: 'raw',
    key: 'yellow/2024/09/e-1/yellow_tripdata_2024-09.parquet',
    bytes: 7,
    sha256: '0'.repeat(64),
    rows: 1,
    row_groups: 1,
    physical_schema: [],
    era: 'yellow-2023-02',
    contract_version: 1,
    generated: false,
    run_id: 'yellow-2024-09-r1',
    ingested_at: '2024-11-20T16:02:09.000Z',
  };
  await put('raw', 'yellow/2024/09/e-1/raw-manifest.json', JSON.stringify(manifest));
  await put('raw', 'yellow/2024/09/half/yellow_tripdata_2024-09.parquet', 'PAR1');
  expect(await check({ month: '2024-09', publication: 'e-1' })).toMatchObject({
    outcome: 'load',
    source,
    force: 'false',
    accept_older: 'true',
  });
  expect(await check({ month: '2024-09', publication: 'half' })).toMatchObject({
    errorType: 'PipelineInputError',
    errorMessage:
      'raw has no publication half of yellow 2024-09: it has e-1. Next: `ops status 2024-09` shows those that `ops run 2024-09 --publication ETAG` can load.',
  });
});
