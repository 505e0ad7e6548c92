import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  paginateListBuckets,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';

const KEYS = ['a', 'b c', 'ä/ö', '🚕', '~'];
let started: TestCloud;
let s3: S3Client;
beforeAll(async () => {
  started = await startTestCloud();
  const { endpoint, kernel } = started.cloud;
  s3 = new S3Client({
    endpoint,
    region: kernel.region,
    forcePathStyle: true,
    credentials: kernel.keys.operator(),
  });
  for (const Key of KEYS) await s3.send(new PutObjectCommand({ Bucket: 'versioned', Key, Body: Key }));
  await s3.send(new CreateMultipartUploadCommand({ Bucket: 'versioned', Key: 'a' }));
});
afterAll(() => started.stop());

test('pages of one follow each other to the end', async () => {
  const keys: unknown[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3, pageSize: 1 },
    { Bucket: 'versioned' },
  ))
    keys.push(...Contents.map(({ Key }) => Key));
  expect(keys).toEqual([...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
  const buckets: unknown[] = [];
  for await (const { Buckets = [] } of paginateListBuckets({ client: s3, pageSize: 1 }, {}))
    buckets.push(...Buckets.map(({ Name }) => Name));
  expect(buckets).toEqual(['data', 'other', 'versioned']);
});

const Bucket = 'versioned';
const TOKEN = 'The continuation token provided is incorrect';
test.each([
  ...['a', '1', '!!!', '', Buffer.from('a').toString('base64')].map((ContinuationToken) => ({
    command: new ListObjectsV2Command({ Bucket, ContinuationToken }),
    message: TOKEN,
    token: ContinuationToken,
  })),
  { command: new ListBucketsCommand({ ContinuationToken: 'a', MaxBuckets: 1 }), message: TOKEN },
  {
    command: new ListObjectVersionsCommand({ Bucket, KeyMarker: 'a', VersionIdMarker: 'nonsense' }),
    message: 'Invalid version id specified',
  },
  {
    command: new ListMultipartUploadsCommand({ Bucket, KeyMarker: 'a', UploadIdMarker: 'nonsense' }),
    message: 'Invalid uploadId marker',
  },
  {
    command: new GetObjectCommand({ Bucket, Key: 'a', VersionId: 'nonsense' }),
    message: 'Invalid version id specified',
  },
  {
    command: new DeleteObjectCommand({ Bucket, Key: 'a', VersionId: 'nonsense' }),
    message: 'Invalid version id specified',
  },
])(
  '$command.constructor.name by what no listing gave is an InvalidArgument: $message',
  async ({ command, message }) => {
    await expect(s3.send(command as GetObjectCommand)).rejects.toMatchObject({
      name: 'InvalidArgument',
      message,
      $metadata: { httpStatusCode: 400 },
    });
  },
);
