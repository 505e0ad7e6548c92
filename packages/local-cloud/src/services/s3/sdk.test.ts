import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  ChecksumAlgorithm,
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';

let test: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  test = await startTestCloud();
  const env = test.env();
  s3 = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL as string,
    region: env.AWS_REGION as string,
    forcePathStyle: true,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID as string,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
    },
  });
});
afterAll(async () => {
  s3.destroy();
  await test.stop();
});

const read = async (Key: string, more = {}): Promise<Buffer> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'data', Key, ...more }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
};
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the SDK for JavaScript', () => {
  it('streams a body of known length in chunks with a trailing checksum', async () => {
    const bytes = randomBytes(3_000_001);
    const pieces = Array.from({ length: 31 }, (_, n) => bytes.subarray(n * 100_000, (n + 1) * 100_000));
    const Body = Readable.from(pieces);
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'stream', Body, ContentLength: bytes.length }));
    expect(sha(await read('stream'))).toBe(sha(bytes));
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'data', Key: 'stream' }));
    expect([head.ContentLength, head.ContentEncoding]).toEqual([bytes.length, undefined]);
  });

  it.each(
    Object.values(ChecksumAlgorithm).filter((name) => /^(CRC32|CRC32C|CRC64NVME|SHA1|SHA256)$/.test(name)),
  )('puts and verifies with %s', async (algorithm) => {
    const Body = randomBytes(70_000);
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'sum', Body, ChecksumAlgorithm: algorithm }));
    expect(sha(await read('sum', { ChecksumMode: 'ENABLED' }))).toBe(sha(Body));
  });

  it('uploads a stream of unknown length in parts with lib-storage', async () => {
    const bytes = randomBytes(12 * 1024 * 1024);
    const upload = new Upload({
      client: s3,
      params: {
        Bucket: 'data',
        Key: 'parts',
        Body: Readable.from([bytes.subarray(0, 7_000_000), bytes.subarray(7_000_000)]),
      },
      partSize: 5 * 1024 * 1024,
    });
    await upload.done();
    expect(sha(await read('parts'))).toBe(sha(bytes));
  });

  it('raises the modelled exception for a missing key', async () => {
    await expect(read('absent')).rejects.toBeInstanceOf(NoSuchKey);
  });

  it('is answered at once while it still sends a body that is refused', async () => {
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'there', Body: 'x' }));
    const Body = randomBytes(20_000_000);
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'there', Body, IfNoneMatch: '*' })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('reads the old bytes to their end while the object is replaced', async () => {
    const old = randomBytes(8_000_000);
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'replaced', Body: old }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'data', Key: 'replaced' }));
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'replaced', Body: 'new' }));
    expect(sha((await Body?.transformToByteArray()) as Uint8Array)).toBe(sha(old));
    expect((await read('replaced')).toString()).toBe('new');
  });

  it('copies keys that look encoded, and lists them as they are', async () => {
    const Key = 'enc/100%25 + ä';
    await s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body: 'x' }));
    await s3.send(
      new CopyObjectCommand({
        Bucket: 'data',
        Key: `${Key}2`,
        CopySource: `data/${encodeURIComponent(Key)}`,
      }),
    );
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: 'data', Prefix: 'enc/' }));
    expect(Contents?.map((item) => item.Key)).toEqual([Key, `${Key}2`]);
  });

  it.each([
    [
      'SSE-C',
      { SSECustomerAlgorithm: 'AES256', SSECustomerKey: Buffer.alloc(32, 1).toString('base64') },
      /server-side-encryption-customer/,
    ],
    ['object lock', { ObjectLockLegalHoldStatus: 'ON' as const }, /x-amz-object-lock-legal-hold/],
    ['an ACL grant', { GrantRead: 'uri=x' }, /x-amz-grant-read/],
    ['a website redirect', { WebsiteRedirectLocation: '/x' }, /x-amz-website-redirect-location/],
    ['an archive', { StorageClass: 'GLACIER' as const }, /storage class GLACIER/],
  ])('is refused %s by name', async (_, more, message) => {
    await expect(
      s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'refused', Body: 'x', ...more })),
    ).rejects.toMatchObject({ name: 'NotImplemented', message: expect.stringMatching(message) as string });
  });
});

it('DuckDB opens an object by its path', async () => {
  const instance = await DuckDBInstance.create();
  const duckdb = await instance.connect();
  const file = `${test.directory}/numbers.parquet`;
  await duckdb.run(`COPY (SELECT range AS n FROM range(1000)) TO '${file}' (FORMAT parquet)`);
  await test.cloud.kernel.offers.s3?.putFile('data', 'numbers.parquet', file);
  const path = await test.cloud.kernel.offers.s3?.objectPath('data', 'numbers.parquet');
  const rows = await duckdb.runAndReadAll(`SELECT sum(n)::INTEGER AS total FROM read_parquet('${path}')`);
  duckdb.closeSync();
  expect(rows.getRowObjects()).toEqual([{ total: 499_500 }]);
});
