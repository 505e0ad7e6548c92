import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, stat, writeFile } from 'node:fs/promises';
import type { Kernel } from '../../kernel/kernel.ts';
import type { S3Offer } from '../../kernel/offers.ts';
import type { Buckets } from './buckets.ts';
import type { Version } from './object-store.ts';

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Objects for services in this process: no HTTP, no permissions (those services ask for them by themselves). */
export function peerOf(kernel: Kernel, buckets: Buckets): S3Offer {
  const store = async (
    bucket: string,
    key: string,
    write: (path: string) => Promise<void>,
  ): Promise<void> => {
    const { objects } = buckets.get(bucket);
    const blob = objects.blobs.newName();
    const path = objects.blobs.path(blob);
    await write(path);
    const etag = await md5Of(path);
    const { size } = await stat(path);
    const lastModified = kernel.clock.now().getTime();
    objects.put(key, { blob, size, etag, lastModified, headers: { 'content-type': 'binary/octet-stream' } });
  };
  return {
    objectPath: async (bucket, key) => {
      const { objects } = buckets.get(bucket);
      const version = objects.current(key);
      return version && objects.blobs.lend(version.blob);
    },
    list: async (bucket, prefix) => listed(buckets, bucket, prefix),
    bucketExists: (bucket) => buckets.has(bucket),
    createBucket: async (bucket) => void buckets.create(bucket),
    putFile: (bucket, key, path) => store(bucket, key, (target) => copyFile(path, target)),
    putBytes: (bucket, key, bytes) => store(bucket, key, (target) => writeFile(target, bytes)),
  };
}

function listed(
  buckets: Buckets,
  bucket: string,
  prefix: string,
): { key: string; size: number; etag: string }[] {
  const { objects } = buckets.get(bucket);
  const found: { key: string; size: number; etag: string }[] = [];
  for (let index = objects.keys.firstFrom(prefix); index < objects.keys.length; index += 1) {
    const key = objects.keys.at(index) ?? '';
    if (!key.startsWith(prefix)) break;
    const version: Version | undefined = objects.current(key);
    if (version) found.push({ key, size: version.size, etag: `"${version.etag}"` });
  }
  return found;
}
