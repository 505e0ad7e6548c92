import type { DeleteObjectRequest, DeleteObjectsRequest } from '@aws-sdk/client-s3';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { malformedXml } from '../../wire/content/failures.ts';
import { writeCheck } from './conditions.ts';
import { type Addressed, BUCKET, OBJECT, PAYER, type S3 } from './state.ts';

interface Deletion {
  readonly Key: string;
  readonly VersionId?: string;
  readonly ETag?: string;
}
interface Deleted {
  /** Version that was deleted, or of the marker that was made. */
  readonly versionId?: string;
  readonly marker: boolean;
}

/** Deletes one key or version, as the caller. What is not there is as good as deleted. */
function deleteOne(s3: S3, input: Addressed, call: Call, { Key, VersionId, ETag }: Deletion): Deleted {
  const { objects } = s3.buckets.get(input.Bucket);
  const action = VersionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion';
  s3.authorizeObject(call, input, action, { Bucket: input.Bucket, Key });
  const present = VersionId === undefined ? objects.current(Key) : objects.version(Key, VersionId);
  if (ETag !== undefined) writeCheck({ IfMatch: ETag }, Key)(present);
  if (VersionId !== undefined) {
    const gone = objects.deleteVersion(Key, VersionId);
    return { versionId: VersionId, marker: gone?.deleteMarker === true };
  }
  const marker = objects.delete(Key, s3.now());
  return marker ? { versionId: marker.versionId, marker: true } : { marker: false };
}

export const deleteObject: Operation<S3> = {
  takes: [...OBJECT, 'VersionId', 'IfMatch'],
  inert: PAYER,
  run: (s3, input: Input<DeleteObjectRequest>, call) => {
    const { Key, VersionId, IfMatch } = input;
    const { marker, versionId } = deleteOne(s3, input, call, { Key, VersionId, ETag: IfMatch });
    return { DeleteMarker: marker || undefined, VersionId: versionId };
  },
};

/** "DeleteObjects": at most so many keys a request. */
const MOST_KEYS = 1000;

const deletedShape = ({ Key, VersionId }: Deletion, { marker, versionId }: Deleted): Shape => ({
  Key,
  VersionId,
  ...(marker ? { DeleteMarker: true, DeleteMarkerVersionId: versionId } : {}),
});

export const deleteObjects: Operation<S3> = {
  takes: [
    ...[...BUCKET, 'ChecksumAlgorithm', 'Delete.Quiet'],
    ...['Delete.Objects.Key', 'Delete.Objects.VersionId', 'Delete.Objects.ETag'],
  ],
  inert: PAYER,
  note: 'conditions on ETag are checked, those on LastModifiedTime and Size refused',
  run: (s3, input: Input<DeleteObjectsRequest>, call) => {
    s3.buckets.get(input.Bucket);
    const { Objects, Quiet } = input.Delete;
    if (Objects.length === 0 || Objects.length > MOST_KEYS || Objects.some(({ Key }) => Key === ''))
      throw malformedXml();
    const deleted: Shape[] = [];
    const failed: Shape[] = [];
    for (const deletion of Objects) {
      try {
        const done = deleteOne(s3, input, call, deletion);
        if (!Quiet) deleted.push(deletedShape(deletion, done));
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        const { Key, VersionId } = deletion;
        const Code = error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
        failed.push({ Key, VersionId, Code, Message: error.message });
      }
    }
    return { Deleted: deleted, Errors: failed };
  },
};
