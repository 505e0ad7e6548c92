import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { LocalCloud } from '../src/index.ts';

const resources = { Lake: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'lake' } } };
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

test('it answers to an SDK client, serves what is published, and leaves nothing behind', async () => {
  const cloud = await LocalCloud.start({ resources });
  const { client, publisherUrl } = cloud;
  const s3 = new S3Client({ ...client, forcePathStyle: true });
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual(['lake']);
  cloud.publish('m.parquet', 'PAR1', new Date('2024-11-20T16:02:09Z'));
  const answer = await fetch(`${publisherUrl}/m.parquet`);
  expect([await answer.text(), answer.headers.get('last-modified')]).toEqual([
    'PAR1',
    'Wed, 20 Nov 2024 16:02:09 GMT',
  ]);
  await cloud.remove();
  expect([await answers(publisherUrl), existsSync(cloud.folder)]).toEqual([false, false]);
});

test('killed, it starts again over the same state', async () => {
  const cloud = await LocalCloud.start({ resources });
  const { pid } = cloud;
  cloud.kill();
  await cloud.up();
  expect(cloud.pid).not.toBe(pid);
  await cloud.remove();
});

test('one that does not start says why, and leaves no process', async () => {
  const assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
  writeFileSync(
    join(assembly, 'stack.json'),
    JSON.stringify({ Resources: { X: { Type: 'AWS::Unknown::Thing' } } }),
  );
  const cloud = new LocalCloud({ assembly });
  await expect(cloud.up()).rejects.toThrow(/did not start: .*AWS::Unknown::Thing/s);
  await cloud.remove();
  rmSync(assembly, { recursive: true });
});
