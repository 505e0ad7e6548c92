import { createReadStream } from 'node:fs';
import type { S3Offer } from '../../kernel/offers.ts';
import { contentOf, receiveFile } from './body.ts';
import { keptHeaders } from './description.ts';
import { listEntries } from './listing.ts';
import type { S3 } from './state.ts';

/** Objects for services in this process: no permissions (those services ask for them by themselves). */
export function offersOf(s3: S3): S3Offer {
  const { buckets } = s3;
  const put = async (bucket: string, key: string, Body: unknown): Promise<void> => {
    const { objects } = buckets.get(bucket);
    const blob = objects.blobs.newName();
    const { size, md5: etag } = await receiveFile(contentOf({ Body }), objects.blobs.path(blob));
    objects.put(key, { blob, size, etag, lastModified: s3.now(), headers: keptHeaders({}) });
  };
  return {
    objectPath: async (bucket, key) => {
      const { objects } = buckets.get(bucket);
      const version = objects.current(key);
      return version && objects.blobs.lend(version.blob);
    },
    list: async (bucket, prefix) => {
      const { objects } = buckets.get(bucket);
      const entries = listEntries(objects.keys, { prefix, delimiter: '', after: '' }, () => true);
      return [...entries].flatMap(({ name: key }) => {
        const version = objects.current(key);
        return version ? [{ key, size: version.size, etag: `"${version.etag}"` }] : [];
      });
    },
    bucketExists: (bucket) => buckets.has(bucket),
    createBucket: async (bucket) => void buckets.create(bucket),
    putFile: (bucket, key, path) => put(bucket, key, createReadStream(path, { highWaterMark: 1 << 20 })),
    putBytes: put,
    deleteObject: (bucket, key) => void buckets.get(bucket).objects.delete(key, s3.now()),
    empty: (bucket) => {
      const { objects, uploads } = buckets.get(bucket);
      for (const { name: key } of [
        ...listEntries(objects.keys, { prefix: '', delimiter: '', after: '' }, () => true),
      ])
        for (const { versionId } of objects.versions(key)) objects.deleteVersion(key, versionId);
      for (const { id } of uploads.all()) uploads.end(id);
    },
  };
}
