import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Month, World } from '../src/faults/world.ts';

/** What somebody does to a loaded month, what verify finds of it, and which command it tells. */
interface Damage {
  readonly what: string;
  readonly month: string;
  readonly act: (month: Month) => Promise<void>;
  readonly finds: readonly string[];
  readonly advice: RegExp;
}

let world: World;

const prefixOf = ({ month }: Month): string => `yellow/${month.replace('-', '/')}/`;

async function keys(bucket: string, prefix: string): Promise<string[]> {
  const { Contents = [] } = await world.clients.s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }),
  );
  return Contents.map(({ Key = '' }) => Key);
}

async function keyOf(bucket: string, month: Month, part: string): Promise<string> {
  const found = (await keys(bucket, prefixOf(month))).filter((key) => key.includes(part)).sort();
  expect(found.length).toBeGreaterThan(0);
  return found.at(-1) ?? '';
}

async function write(statement: string): Promise<void> {
  const { code, stderr } = await world.stage.ops('sql', '--write', statement);
  if (code !== 0) throw new Error(stderr);
}

const where = ({ month }: Month): string => `WHERE source_month = '${month}-01'`;

const damages: readonly Damage[] = [
  {
    what: 'a row that was deleted by hand',
    month: '2023-03',
    act: (month) =>
      write(
        `DELETE FROM yellow_trips ${where(month)} AND pickup_datetime = (SELECT MIN(pickup_datetime) FROM yellow_trips ${where(month)})`,
      ),
    finds: ['table_rows_differ'],
    advice: /ops run 2023-03 --force( |$)/,
  },
  {
    what: 'a month that was doubled',
    month: '2023-04',
    act: (month) => write(`INSERT INTO yellow_trips SELECT * FROM yellow_trips ${where(month)}`),
    finds: ['doubled_month'],
    advice: /ops run 2023-04 --force( |$)/,
  },
  {
    what: "a stranger's file under the prefix",
    month: '2023-05',
    act: async (month) => {
      const Bucket = world.clients.buckets.processed;
      const file = await keyOf(Bucket, month, '/trips/');
      await world.clients.s3.send(
        new CopyObjectCommand({
          Bucket,
          CopySource: `${Bucket}/${file}`,
          Key: file.replace(/[^/]+$/, 'stranger.parquet'),
        }),
      );
    },
    finds: ['stranger_file'],
    advice: /aws s3 rm s3:\/\/\S+stranger\.parquet$/,
  },
  {
    what: 'a report of another run',
    month: '2023-06',
    act: async (month) => {
      const Bucket = world.clients.buckets.processed;
      const Key = await keyOf(Bucket, month, 'transform-report.json');
      const { Body } = await world.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
      const report = JSON.parse((await Body?.transformToString()) ?? '') as object;
      const other = JSON.stringify({ ...report, run_id: 'yellow-2023-06-r9' });
      await world.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: other }));
    },
    finds: ['report_of_another_run'],
    advice: /ops run 2023-06 --force( |$)/,
  },
  {
    what: 'a ledger row without rows',
    month: '2023-07',
    act: (month) => write(`DELETE FROM yellow_trips ${where(month)}`),
    finds: ['ledger_without_rows'],
    advice: /ops run 2023-07 --force( |$)/,
  },
  {
    what: 'rows without a ledger row',
    month: '2023-08',
    act: (month) => write(`DELETE FROM load_ledger ${where(month)}`),
    finds: ['rows_without_ledger'],
    advice: /ops run 2023-08(?! --force)( |$)/,
  },
  {
    what: 'a raw file whose SHA-256 has changed',
    month: '2023-09',
    act: async (month) => {
      const Bucket = world.clients.buckets.raw;
      const Key = await keyOf(Bucket, month, '.parquet');
      const { Body } = await world.clients.s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = await (Body as { transformToByteArray(): Promise<Uint8Array> }).transformToByteArray();
      bytes[100] = (bytes[100] ?? 0) ^ 1;
      await world.clients.s3.send(new PutObjectCommand({ Bucket, Key, Body: bytes }));
    },
    finds: ['raw_file_changed'],
    advice: /ops run 2023-09 --force( |$)/,
  },
];

/** Does what the advice says, word for word. */
async function follow(advice: string): Promise<void> {
  for (const command of advice.split(', then: ')) {
    const [, recursive, bucket = '', key = ''] =
      /aws s3 rm (--recursive )?s3:\/\/([^/]+)\/(\S+)/.exec(command) ?? [];
    const ops = /ops (run .*)$/.exec(command)?.[1];
    if (ops !== undefined) {
      const { code, stderr } = await world.stage.ops(...ops.split(' '));
      if (code !== 0) throw new Error(`${command} ended with ${code}: ${stderr}`);
      continue;
    }
    if (key === '') continue; // "look at it"
    const doomed = recursive === undefined ? [key] : await keys(bucket, key);
    for (const Key of doomed) await world.clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  }
}

beforeAll(async () => {
  world = await World.create();
  const months = damages.map(({ month }) => month);
  for (const month of months) await world.month(month).publishNew();
  await world.loadAll(months);
});
afterAll(() => world?.remove());

// One after another: verify looks at one month, and what is damaged is that month's alone.
describe('verify finds, and its advice heals', () => {
  test.each(damages)('$what', async ({ month: name, act, finds, advice }) => {
    const month = world.month(name);
    expect((await world.stage.verify(name)).ok).toBe(true);
    const whole = await month.table();
    await act(month);
    const { code, months } = await world.stage.verify(name);
    const problems = months[0]?.problems ?? [];
    expect([code, problems.map((problem) => problem.code)]).toEqual([1, finds]);
    const next = problems[0]?.next ?? '';
    expect(next).toMatch(advice);
    await follow(next);
    expect((await month.verified())?.problems).toEqual([]);
    expect(await month.table()).toEqual(whole);
  });

  test('in the end every month is right', async () => {
    expect((await world.stage.verify()).ok).toBe(true);
  });
});
