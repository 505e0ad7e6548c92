import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, stat, writeFile } from 'node:fs/promises';
import { type Kernel, type S3Peer, type Service, ServiceError } from '../../service.ts';
import { Buckets } from './buckets.ts';
import { addressed } from './request.ts';
import { route } from './routes.ts';

/** S3 as S3 names it: its errors speak of AccessDenied, with 403. */
function asS3(error: unknown): unknown {
  return error instanceof ServiceError && error.code === 'AccessDeniedException'
    ? new ServiceError('AccessDenied', error.message, 403)
    : error;
}

const isVersioned = (properties: Readonly<Record<string, unknown>>): boolean =>
  (properties.VersioningConfiguration as { Status?: string } | undefined)?.Status === 'Enabled';

async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** S3: buckets of the template, objects as plain files. */
export function createS3(kernel: Kernel): Service {
  const templates = kernel.assembly.ofType('AWS::S3::Bucket');
  const versioned = new Set(
    templates.filter(({ properties }) => isVersioned(properties)).map(({ physicalId }) => physicalId),
  );
  const buckets = new Buckets(kernel.dataDir('s3'), versioned);
  for (const { physicalId } of templates) buckets.create(physicalId);
  kernel.peers.s3 = peerOf(kernel, buckets);
  return {
    signingName: 's3',
    protocol: {
      kind: 'raw',
      handle: async (req, res, call) => {
        const request = { req, res, call, kernel, buckets, ...addressed(req) };
        try {
          await route(request)(request);
        } catch (error) {
          throw asS3(error);
        }
      },
    },
    operations: {},
    stop: async () => buckets.close(),
  };
}

function peerOf(kernel: Kernel, buckets: Buckets): S3Peer {
  const store = async (
    bucket: string,
    key: string,
    write: (path: string) => Promise<void>,
  ): Promise<void> => {
    const { objects } = buckets.get(bucket);
    const blob = objects.newBlob();
    const path = objects.blobPath(blob);
    await write(path);
    const etag = await md5Of(path);
    const { size } = await stat(path);
    objects.put(key, {
      blob,
      size,
      etag,
      lastModified: kernel.clock.now().getTime(),
      headers: { 'content-type': 'binary/octet-stream' },
    });
  };
  return {
    objectPath: async (bucket, key) => {
      const { objects } = buckets.get(bucket);
      const version = objects.current(key);
      return version && objects.blobPath(version.blob);
    },
    list: async (bucket, prefix) => {
      const { objects } = buckets.get(bucket);
      return objects
        .keys()
        .filter((key) => key.startsWith(prefix))
        .flatMap((key) => {
          const version = objects.current(key);
          return version ? [{ key, size: version.size, etag: `"${version.etag}"` }] : [];
        });
    },
    bucketExists: (bucket) => buckets.has(bucket),
    createBucket: async (bucket) => void buckets.create(bucket),
    putFile: (bucket, key, path) => store(bucket, key, (target) => copyFile(path, target)),
    putBytes: (bucket, key, bytes) => store(bucket, key, (target) => writeFile(target, bytes)),
  };
}
