import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterEach, expect, it, vi } from 'vitest';

/** Objects that are written over and over. */
const KEYS = 7;
const directories: string[] = [];
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A local cloud in a process of its own, and a client of it. */
async function serve(directory: string): Promise<{ s3: S3Client; kill: () => Promise<void> }> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../../../testing/s3/serve.ts'), directory],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  const env = JSON.parse((await lines.next()).value as string) as Record<string, string>;
  const s3 = new S3Client({
    endpoint: env.AWS_ENDPOINT_URL as string,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: {
      accessKeyId: env.AWS_ACCESS_KEY_ID as string,
      secretAccessKey: env.AWS_SECRET_ACCESS_KEY as string,
    },
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  return { s3, kill };
}

const place = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'local-cloud-crash-'));
  directories.push(directory);
  return directory;
};
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const read = async (s3: S3Client, Key: string, VersionId?: string): Promise<Uint8Array> => {
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: 'data', Key, ...(VersionId ? { VersionId } : {}) }),
  );
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
};

it('kill -9 in the middle of a PUT leaves the old object whole, and no stray file', async () => {
  const directory = place();
  const first = await serve(directory);
  const old = randomBytes(300_000);
  await first.s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'k', Body: old }));
  let isUnderWay = false;
  const half = async function* (): AsyncGenerator<Buffer> {
    yield randomBytes(2_000_000);
    isUnderWay = true;
    await sleep(60_000, undefined, { ref: false });
  };
  const put = first.s3
    .send(
      new PutObjectCommand({
        Bucket: 'data',
        Key: 'k',
        Body: Readable.from(half()),
        ContentLength: 4_000_000,
      }),
    )
    .catch((error: Error) => error);
  await vi.waitFor(() => expect(isUnderWay).toBe(true), 25_000);
  await sleep(200);
  await first.kill();
  expect(await put).toBeInstanceOf(Error);
  const second = await serve(directory);
  expect(sha(await read(second.s3, 'k'))).toBe(sha(old));
  expect(readdirSync(join(directory, 'state/s3/data/blobs'))).toHaveLength(1);
});

it('what was acknowledged is there after kill -9, whichever moment it comes at', async () => {
  const directory = place();
  const first = await serve(directory);
  const acknowledged = new Map<string, string>();
  let written = 0;
  const writing = (async () => {
    for (; ; written += 1) {
      const [Key, Body] = [`k${written % KEYS}`, randomBytes(50_000)];
      await first.s3.send(new PutObjectCommand({ Bucket: 'data', Key, Body }));
      acknowledged.set(Key, sha(Body));
    }
  })().catch(() => undefined);
  // Each key at least three times, and then at some moment of a write.
  await vi.waitFor(() => expect(written).toBeGreaterThan(3 * KEYS), 25_000);
  await sleep(10 * Math.random());
  await first.kill();
  await writing;
  const second = await serve(directory);
  expect(acknowledged.size).toBe(KEYS);
  // The last write of a key may have come through unacknowledged; then it is whole.
  const sizes = await Promise.all(
    [...acknowledged.keys()].map(async (key) => (await read(second.s3, key)).length),
  );
  expect(sizes).toEqual(sizes.map(() => 50_000));
  const same = await Promise.all(
    [...acknowledged].map(async ([key, hash]) => sha(await read(second.s3, key)) === hash),
  );
  expect(same.filter((is) => !is).length).toBeLessThanOrEqual(1); // the one that was under way
});

it('a multipart upload, versions and settings go on after kill -9', async () => {
  const directory = place();
  const first = await serve(directory);
  const part = randomBytes(5 * 1024 * 1024);
  const at = { Bucket: 'data', Key: 'parts' };
  const { UploadId } = await first.s3.send(new CreateMultipartUploadCommand(at));
  const one = await first.s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: part }));
  await first.s3.send(
    new PutBucketVersioningCommand({ Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const { VersionId } = await first.s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'v', Body: '1' }));
  await first.s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'v', Body: '2' }));
  await first.kill();
  const { s3 } = await serve(directory);
  const two = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 2, Body: 'end' }));
  const Parts = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: two.ETag },
  ];
  await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
  expect(sha(await read(s3, 'parts'))).toBe(sha(Buffer.concat([part, Buffer.from('end')])));
  expect(Buffer.from(await read(s3, 'v', VersionId)).toString()).toBe('1');
  const { Versions } = await s3.send(new ListObjectVersionsCommand({ Bucket: 'data', Prefix: 'v' }));
  expect(Versions).toHaveLength(2);
});
