import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestCloud, type TestCloud } from '../../../testing/s3/cloud.ts';
import type { Shape } from '../../aws/call.ts';

let test: TestCloud;
beforeAll(async () => {
  test = await startTestCloud();
});
afterAll(() => test.stop());

const invoke = (operation: string, input: Shape): Promise<Shape> => {
  const { kernel } = test.cloud;
  return kernel.invoke('s3', operation, input, kernel.callerOf(kernel.keys.operator()));
};
const object = { Bucket: 'data', Key: 'in/process' };

it('an object is put, read in part, listed and deleted without any request', async () => {
  const put = await invoke('PutObject', {
    ...object,
    Body: Buffer.from('0123456789'),
    Metadata: { run: 'r1' },
  });
  expect(put.ETag).toBe('"781e5e245d69b566979b86e28d23f2c7"');
  const { Body, LastModified, ...got } = await invoke('GetObject', { ...object, Range: 'bytes=2-4' });
  expect(await text(Body as Readable)).toBe('234');
  expect(LastModified).toBeInstanceOf(Date);
  expect(got).toMatchObject({ ContentLength: 3, ContentRange: 'bytes 2-4/10', Metadata: { run: 'r1' } });
  const { Contents } = await invoke('ListObjectsV2', { Bucket: 'data', Prefix: 'in/' });
  expect(Contents).toMatchObject([{ Key: 'in/process', Size: 10, ETag: put.ETag }]);
  await invoke('DeleteObject', object);
  await expect(invoke('GetObject', object)).rejects.toMatchObject({ code: 'NoSuchKey', statusCode: 404 });
});

it('a stream is verified by what is said of it, and a checksum that is asked for is computed', async () => {
  const pieces = (): Readable => Readable.from([Buffer.from('123'), Buffer.from('456789')]);
  const put = await invoke('PutObject', { ...object, Body: pieces(), ChecksumAlgorithm: 'CRC32' });
  expect(put).toMatchObject({ ChecksumCRC32: 'y/Q5Jg==', ChecksumType: 'FULL_OBJECT' });
  const wrong = { ...object, Body: pieces(), ChecksumCRC32: 'AAAAAA==' };
  await expect(invoke('PutObject', wrong)).rejects.toMatchObject({ code: 'BadDigest' });
  const short = { ...object, Body: pieces(), ContentLength: 8 };
  await expect(invoke('PutObject', short)).rejects.toMatchObject({ code: 'IncompleteBody' });
  const { Body } = await invoke('GetObject', object);
  expect((await buffer(Body as Readable)).toString()).toBe('123456789');
});

it('parts are uploaded, copied and put together', async () => {
  const { UploadId } = await invoke('CreateMultipartUpload', object);
  const first = { ...object, UploadId, PartNumber: 1, Body: Buffer.alloc(5 * 1024 * 1024) };
  const one = await invoke('UploadPart', first);
  await invoke('PutObject', { Bucket: 'data', Key: 'tail', Body: Buffer.from('tail') });
  const copied = await invoke('UploadPartCopy', {
    ...object,
    UploadId,
    PartNumber: 2,
    CopySource: 'data/tail',
  });
  const Parts = [
    { PartNumber: 1, ETag: one.ETag },
    { PartNumber: 2, ETag: (copied.CopyPartResult as Shape).ETag },
  ];
  const done = await invoke('CompleteMultipartUpload', { ...object, UploadId, MultipartUpload: { Parts } });
  const { Body: _, ...head } = await invoke('HeadObject', object);
  expect(head).toMatchObject({ ETag: done.ETag, ContentLength: 5 * 1024 * 1024 + 4 });
});

it('a caller is refused what its policies do not allow', async () => {
  const { kernel } = test.cloud;
  const reader = kernel.callerOf(test.assume('reader', 'lambda.amazonaws.com'));
  const read = kernel.invoke('s3', 'GetObject', { Bucket: 'data', Key: 'closed' }, reader);
  await expect(read).rejects.toMatchObject({ code: 'AccessDeniedException' });
});
