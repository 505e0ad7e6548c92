import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DescribeStatementCommand,
  ExecuteStatementCommand,
  ListStatementsCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { addMonths, type SourceFile, sourceMonth } from '@tlc-elt/contracts';
import { LocalCloud, role } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The very bundle that is deployed, as a Lambda of the local cloud; the publisher is the local cloud's stand-in.
let cloud: LocalCloud;
let redshift: RedshiftDataClient;
const place = { WorkgroupName: 'test', Database: 'tlc' };

beforeAll(async () => {
  cloud = await LocalCloud.start({
    resources: {
      Role: role('lambda.amazonaws.com'),
      Raw: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'raw' } },
      Namespace: {
        Type: 'AWS::RedshiftServerless::Namespace',
        Properties: { NamespaceName: 'test', DbName: 'tlc', ManageAdminPassword: true },
      },
      Workgroup: {
        Type: 'AWS::RedshiftServerless::Workgroup',
        Properties: { WorkgroupName: 'test', NamespaceName: 'test' },
      },
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
              SOURCE_BASE_URL_PARAMETER: '/tlc/local/source/base-url',
              WORKGROUP: 'test',
              DATABASE: 'tlc',
              RAW_BUCKET: 'raw',
              WAIT_SECONDS: '86400',
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
  redshift = new RedshiftDataClient(cloud.client);
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

async function sql(statement: string): Promise<void> {
  const { Id } = await redshift.send(new ExecuteStatementCommand({ ...place, Sql: statement }));
  const { Status, Error: error } = await redshift.send(
    new DescribeStatementCommand({ Id, WaitTimeSeconds: 10 }),
  );
  if (Status !== 'FINISHED') throw new Error(`${Status}: ${error}`);
}

const statements = async (): Promise<number> =>
  (await redshift.send(new ListStatementsCommand({ Status: 'ALL' }))).Statements?.length ?? 0;

const thisMonth = sourceMonth(new Date().toISOString().slice(0, 7));

test('a waiting day asks the publisher, and makes no Data API call', async () => {
  const month = addMonths(thisMonth, -1);
  expect(await check({ month })).toMatchObject({ outcome: 'not_published', month, wait_seconds: 86400 });
  expect(await check({ month, no_wait: true })).toMatchObject({ outcome: 'not_published_no_wait' });
  expect(await statements()).toBe(0);
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
  expect(await statements()).toBe(0);
});

test('a published month is loaded where there is no ledger, and left alone once the ledger has this very file', async () => {
  cloud.publish('yellow_tripdata_2024-09.parquet', 'PAR1');
  const plan = await check({ year: '2024', month: '09' }, 'started-by-hand');
  expect(plan).toMatchObject({
    outcome: 'load',
    run_id: 'started-by-hand',
    force: 'false',
    accept_quarantine: 'false',
    accept_older: 'false',
    accept_shrink: 'false',
  });
  const { etag, bytes, last_modified } = plan.source as SourceFile;
  const file = `'${etag}', ${bytes}, '${last_modified.replace('Z', '')}'`;
  await sql(
    'CREATE TABLE load_ledger (dataset VARCHAR(32), source_month DATE, load_number BIGINT, run_id VARCHAR(64), source_etag VARCHAR(128), source_bytes BIGINT, source_last_modified TIMESTAMP, loaded_at TIMESTAMP)',
  );
  await sql('GRANT SELECT ON load_ledger TO PUBLIC');
  await sql(
    `INSERT INTO load_ledger VALUES ('yellow', '2024-09-01', 1, 'r1', ${file}, '2024-11-20 00:00:00'), ('yellow', '2024-09-01', 2, 'r2', 'older', 1, '2024-11-01', '2024-11-21 00:00:00'), ('yellow', '2024-10-01', 3, 'r3', ${file}, '2024-11-22 00:00:00')`,
  );
  expect(await check({ month: '2024-09' })).toMatchObject({ outcome: 'load' });
  await sql(
    `INSERT INTO load_ledger VALUES ('yellow', '2024-09-01', 4, 'r4', ${file}, '2024-11-23 00:00:00')`,
  );
  expect(await check({ month: '2024-09' })).toMatchObject({
    outcome: 'already_loaded',
    loaded_by: 'r4',
    loaded_at: '2024-11-23 00:00:00',
  });
  expect(await check({ month: '2024-09', force: true })).toMatchObject({ outcome: 'load', force: 'true' });
  cloud.publish('yellow_tripdata_2024-09.parquet', 'PAR1 republished');
  expect(await check({ month: '2024-09' })).toMatchObject({ outcome: 'load' });
});

test.each([
  [{ month: '2024-9' }, 'PipelineInputError', 'a month is written YYYY-MM'],
  [{ month: '2010-05' }, 'MonthNotSupported', 'taxi zone ids'],
])('%j ends with the error that the runbook knows', async (input, errorType, words) => {
  expect(await check(input)).toMatchObject({ errorType, errorMessage: expect.stringContaining(words) });
});

test('an earlier publication that raw still has may be loaded again; another one is refused with those that it has', async () => {
  const s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
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
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'raw', Key, Body }));
  await put('yellow/2024/09/e-1/raw-manifest.json', JSON.stringify(manifest));
  await put('yellow/2024/09/half/yellow_tripdata_2024-09.parquet', 'PAR1');
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
