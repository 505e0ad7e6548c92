import { ServiceError } from '../../aws/errors.ts';
import { receiveDocument } from './body.ts';
import { writeCheck } from './conditions.ts';
import { invalidRequest, malformedXml, notImplemented } from './failures.ts';
import {
  authorizeObject,
  bucketOf,
  now,
  type S3Operation,
  type S3Request,
  send,
  sendXml,
  versionIdOf,
} from './request.ts';
import { announcedAlgorithm } from './sums.ts';
import { fromXml, items } from './xml.ts';

interface Deletion {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly etag: string | undefined;
}
interface Deleted {
  /** Version that was deleted, or of the marker that was made. */
  readonly versionId?: string;
  readonly marker: boolean;
}

/** Deletes one key or version, as the caller. What is not there is as good as deleted. */
function deleteOne(request: S3Request, { key, versionId, etag }: Deletion): Deleted {
  const { objects } = bucketOf(request);
  authorizeObject(request, versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion', {
    bucket: request.bucket,
    key,
  });
  const present = versionId === undefined ? objects.current(key) : objects.version(key, versionId);
  if (etag !== undefined) writeCheck({ 'if-match': etag }, key)(present);
  if (versionId !== undefined) {
    const gone = objects.deleteVersion(key, versionId);
    return { versionId, marker: gone?.deleteMarker === true };
  }
  const marker = objects.delete(key, now(request));
  return marker ? { versionId: marker.versionId, marker: true } : { marker: false };
}

export const deleteObject: S3Operation = (request) => {
  const { marker, versionId } = deleteOne(request, {
    key: request.key,
    versionId: versionIdOf(request),
    etag: request.req.headers['if-match'],
  });
  send(request, 204, {
    ...(marker ? { 'x-amz-delete-marker': 'true' } : {}),
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
  });
};

/** "DeleteObjects": at most so many keys a request. */
const MOST_KEYS = 1000;

interface Named {
  readonly Key?: string;
  readonly VersionId?: string;
  readonly ETag?: string;
  readonly LastModifiedTime?: string;
  readonly Size?: string;
}

async function deletions(request: S3Request): Promise<{ quiet: boolean; named: Named[] }> {
  const { headers } = request.req;
  if (headers['content-md5'] === undefined && announcedAlgorithm(headers) === undefined)
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  const document = fromXml(await receiveDocument(request), 'Delete');
  const named = items<Named>(document?.Object);
  if (!document || named.length === 0 || named.length > MOST_KEYS) throw malformedXml();
  for (const { Key, LastModifiedTime, Size } of named) {
    if (Key === undefined || Key === '') throw malformedXml();
    if (LastModifiedTime !== undefined || Size !== undefined)
      throw notImplemented('LastModifiedTime or Size of DeleteObjects');
  }
  return { quiet: document.Quiet === 'true', named };
}

const deletedShape = (Key: string, asked: string | undefined, { marker, versionId }: Deleted): object => ({
  Key,
  VersionId: asked,
  ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
});

export const deleteObjects: S3Operation = async (request) => {
  bucketOf(request);
  const { quiet, named } = await deletions(request);
  const Deleted: object[] = [];
  const failed: object[] = [];
  for (const { Key = '', VersionId, ETag } of named) {
    try {
      const done = deleteOne(request, { key: Key, versionId: VersionId, etag: ETag });
      if (!quiet) Deleted.push(deletedShape(Key, VersionId, done));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const Code = error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
      failed.push({ Key, VersionId, Code, Message: error.message });
    }
  }
  sendXml(request, 'DeleteResult', { Deleted, Error: failed });
};
