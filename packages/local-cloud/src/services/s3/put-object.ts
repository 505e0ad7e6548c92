import { ServiceError } from '../../aws/errors.ts';
import { receiveFile } from './body.ts';
import { writeCheck } from './conditions.ts';
import { checksumHeaders, encryptionHeaders, keptHeaders, placementOf, tagsOf } from './headers.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { authorizeObject, bucketOf, now, type S3Operation, type S3Request, send } from './request.ts';

/** "Object key names": UTF-8 bytes. */
const LONGEST_KEY = 1024;

export const versionHeader = (objects: ObjectStore, version: Version): Record<string, string> =>
  objects.versioning === undefined ? {} : { 'x-amz-version-id': version.versionId };

/** What every operation that makes an object checks before it reads a body; PutObjectTagging where tags come along. */
export function checkNewObject(request: S3Request): void {
  const { key, req } = request;
  bucketOf(request);
  if (Buffer.byteLength(key) > LONGEST_KEY)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
      Size: Buffer.byteLength(key),
      MaxSizeAllowed: LONGEST_KEY,
    });
  authorizeObject(request, 'PutObject');
  if (req.headers['x-amz-tagging'] !== undefined) authorizeObject(request, 'PutObjectTagging');
}

export const putObject: S3Operation = async (request) => {
  const { req, key } = request;
  checkNewObject(request);
  const { objects } = bucketOf(request);
  const described = {
    headers: keptHeaders(req.headers),
    ...placementOf(req.headers),
    ...tagsOf(req.headers['x-amz-tagging']),
  };
  const check = writeCheck(req.headers, key);
  check(objects.current(key));
  const blob = objects.blobs.newName();
  const { size, md5, checksum } = await receiveFile(request, objects.blobs.path(blob));
  const version = commit(objects, blob, () =>
    objects.put(
      key,
      {
        ...described,
        blob,
        size,
        etag: md5,
        lastModified: now(request),
        ...(checksum ? { checksum: { ...checksum, type: 'FULL_OBJECT' as const } } : {}),
      },
      check,
    ),
  );
  send(request, 200, {
    etag: `"${version.etag}"`,
    ...versionHeader(objects, version),
    ...checksumHeaders(version),
    ...encryptionHeaders(version),
  });
};

/** Runs the write that names a blob; a blob that stays unnamed goes. */
export function commit<T>(objects: ObjectStore, blob: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    objects.blobs.remove(blob);
    throw error;
  }
}
