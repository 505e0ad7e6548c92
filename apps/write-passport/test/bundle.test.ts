import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  addMonths,
  passportKey,
  passportPageKey,
  passportTextKey,
  sourceMonth,
  yellow,
} from '@tlc-elt/contracts';
import { type Passport, passportMarkdown, passportPage } from '@tlc-elt/passport';
import { LocalCloud, role } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runOf, StoredMonths, shapedMonth } from './stored-months.ts';

// The very bundle that is deployed, as a Lambda of the local cloud.
let cloud: LocalCloud;
let s3: S3Client;
let stored: StoredMonths;

const bucket = (BucketName: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName } });

beforeAll(async () => {
  cloud = await LocalCloud.start({
    resources: {
      Role: role('lambda.amazonaws.com'),
      Raw: bucket('raw'),
      Processed: bucket('processed'),
      WritePassport: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'write-passport',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Timeout: 60,
          Code: 'code',
          Environment: { Variables: { STAGE: 'local', RAW_BUCKET: 'raw', PROCESSED_BUCKET: 'processed' } },
        },
      },
    },
    code: join(import.meta.dirname, '../dist'),
  });
  s3 = new S3Client({ ...cloud.client, forcePathStyle: true });
  stored = new StoredMonths(s3);
}, 60_000);
afterAll(() => cloud?.remove());

async function invoke(state: string, month: string, more: object = {}): Promise<Record<string, unknown>> {
  const plan = {
    ...{ dataset: 'yellow', month, run_id: runOf(sourceMonth(month)), outcome: 'load' },
    source: { url: 'https://tlc/f', etag: 'etag1', last_modified: '2024-11-20T16:02:09.000Z', bytes: 1 },
    ...{ force: 'false', accept_quarantine: 'false', ...more },
  };
  const { Payload } = await new LambdaClient(cloud.client).send(
    new InvokeCommand({
      FunctionName: 'write-passport',
      Payload: Buffer.from(JSON.stringify({ state, plan })),
    }),
  );
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as Record<string, unknown>;
}

async function textOf(Key: string): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'processed', Key }));
  return (await Body?.transformToString()) ?? '';
}

/** Stores months as loaded ones, the last one first. */
async function load(last: string, count: number): Promise<void> {
  for (let back = 0; back < count; back += 1) {
    const month = addMonths(sourceMonth(last), -back);
    await stored.transformed(shapedMonth(month));
    await stored.loaded(month);
  }
}

test('nothing in the bundle can ask the warehouse', () => {
  const bundle = readFileSync(join(import.meta.dirname, '../dist/index.js'), 'utf8');
  expect(bundle).toContain('GetObjectCommand');
  expect(bundle).not.toMatch(/redshift-data/i);
});

describe('AuditMonth', () => {
  const MONTH = sourceMonth('2024-09');
  const audit = (...stop_on: string[]) => invoke('AuditMonth', MONTH, { stop_on });
  const withoutTheTwelfth = shapedMonth(MONTH, { days: { 12: 0 } });

  test('before TransformTrips has ended says so', async () => {
    expect(await audit('day')).toMatchObject({
      errorType: 'LoadFailed',
      errorMessage: expect.stringMatching(
        /^yellow-2024-09-r1 has left no profile of 2024-09: TransformTrips/,
      ),
    });
  });

  test('lets a month pass that is as those before it', async () => {
    await load('2024-08', 4);
    await stored.transformed(shapedMonth(MONTH));
    expect(await audit('day', 'rows', 'zone', 'category')).toEqual({ odd: [] });
  });

  test('stops one that is odd, by what is odd and what lets it pass; only in what it stops on', async () => {
    await stored.transformed(withoutTheTwelfth, { attempt: 'b', written_at: '2024-11-20T18:00:00Z' });
    expect(await audit('day', 'rows')).toMatchObject({
      errorType: 'MonthUnusual',
      errorMessage:
        'yellow 2024-09 is odd in day: 2024-09-12 has no trips. Next: Look at what is named; `ops run 2024-09 --accept-unusual` loads the month all the same.',
    });
    expect(await audit('zone')).toEqual({ odd: ['day'] });
  });

  test('judges the attempt that would be loaded: the newest one', async () => {
    await stored.transformed(shapedMonth(MONTH), { attempt: 'c', written_at: '2024-11-20T18:00:00.5Z' });
    expect(await audit('day')).toEqual({ odd: [] });
  });

  test('names five of many oddities, and says how many more there are', async () => {
    const days = { 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0 };
    await stored.transformed(shapedMonth(MONTH, { days }), {
      ...{ attempt: 'd', written_at: '2024-11-20T19:00:00Z' },
    });
    const { errorMessage } = await audit('day');
    expect(String(errorMessage).match(/has no trips\./g)).toHaveLength(5);
    expect(errorMessage).toMatch(/ has no trips\. And 2 more\. Next: /);
  });

  test('compares what is made up with no real month', async () => {
    const shape = { rows: 800_000 };
    await stored.transformed(shapedMonth(MONTH, shape), { attempt: 'e', written_at: '2024-11-20T20:00:00Z' });
    expect(await audit('rows')).toMatchObject({ errorType: 'MonthUnusual' });
    await stored.transformed(shapedMonth(MONTH, shape), {
      ...{ attempt: 'f', written_at: '2024-11-20T21:00:00Z', generated: true },
    });
    expect(await audit('rows')).toEqual({ odd: [] });
  });
});

describe('WritePassport', () => {
  const MONTH = sourceMonth('2023-09');
  const place = [yellow, MONTH, runOf(MONTH), 'a'] as const;

  test('of a load that has left no copy of the ledger, or no profile, or was replaced, writes nothing', async () => {
    await load('2023-08', 2);
    expect(await invoke('WritePassport', MONTH)).toEqual({
      nothing: 'the load has left no copy of the ledger',
    });
    await stored.loaded(MONTH);
    expect(await invoke('WritePassport', MONTH)).toEqual({ nothing: 'the load has no profile' });
    await stored.loaded(MONTH, runOf(MONTH, 2));
    expect(await invoke('WritePassport', MONTH)).toEqual({
      nothing: 'yellow-2023-09-r2 has replaced the load since',
    });
  });

  test('writes page and text of what it has composed, compared with the months before', async () => {
    await stored.transformed(shapedMonth(MONTH));
    await stored.loaded(MONTH);
    const keys = [passportKey, passportPageKey, passportTextKey].map((keyOf) => keyOf(...place));
    expect(await invoke('WritePassport', MONTH)).toEqual({ judgement: 'usual', keys });
    const [json = '', page, text] = await Promise.all(keys.map(textOf));
    const passport = JSON.parse(json) as Passport;
    expect([page, text]).toEqual([passportPage(passport), passportMarkdown(passport)]);
    expect(passport.compared_with).toEqual(['2023-08', '2023-07']);
    expect(passport.account).toMatchObject({
      run_id: runOf(MONTH),
      loaded_at: '2024-11-21 04:00:12',
      table_rows: shapedMonth(MONTH).rows,
    });
  });

  test('writes by a second try what the first one has found, whatever was loaded since', async () => {
    const before = await textOf(passportKey(...place));
    await load('2023-06', 1);
    await invoke('WritePassport', MONTH);
    expect(await textOf(passportKey(...place))).toBe(before);
    expect(await textOf(passportPageKey(...place))).toBe(passportPage(JSON.parse(before) as Passport));
  });
});
