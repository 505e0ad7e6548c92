import type { PutObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { contentOf, receiveFile, SENT } from './body.ts';
import type { Bucket } from './buckets.ts';
import { writeCheck } from './conditions.ts';
import { checksumMembers, DESCRIPTION, encryptionMembers, keptHeaders, placementOf } from './description.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { type Addressed, OBJECT, PAYER, type S3 } from './state.ts';
import { tagsOfText } from './tags.ts';

/** "Object key names": UTF-8 bytes. */
const LONGEST_KEY = 1024;
export const WRITES =
  'SSE-C, object lock, ACL grants, website redirects, appends and archive storage classes are refused; SSE-S3 and SSE-KMS are recorded and answered, not done';

export const versionMember = ({ objects }: Bucket, { versionId }: Version): Shape =>
  objects.versioning === undefined ? {} : { VersionId: versionId };

/** Buckets are made with ACLs disabled, AWS's default since April 2023. */
export function checkAcl(acl: string | undefined): void {
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control')
    throw new ServiceError('AccessControlListNotSupported', `The bucket does not allow ACLs: ${acl}`);
}

interface NewObject extends Addressed {
  readonly Key: string;
  readonly ACL?: string;
  readonly Tagging?: string;
}

/** What every operation that makes an object checks before it reads a body; PutObjectTagging where tags come along. */
export function checkNewObject(s3: S3, input: NewObject, call: Call): Bucket {
  const { Bucket, Key, ACL, Tagging } = input;
  const bucket = s3.buckets.get(Bucket);
  checkAcl(ACL);
  if (Buffer.byteLength(Key) > LONGEST_KEY)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', 400, {
      Size: Buffer.byteLength(Key),
      MaxSizeAllowed: LONGEST_KEY,
    });
  s3.authorizeObject(call, input, 'PutObject');
  if (Tagging !== undefined) s3.authorizeObject(call, input, 'PutObjectTagging');
  return bucket;
}

export const putObject: Operation<S3> = {
  takes: [...OBJECT, ...DESCRIPTION, ...SENT, 'IfMatch', 'IfNoneMatch'],
  inert: PAYER,
  note: WRITES,
  run: async (s3, input: Input<PutObjectRequest>, call) => {
    const bucket = checkNewObject(s3, input, call);
    const { objects } = bucket;
    const { Key } = input;
    const described = {
      headers: keptHeaders(input),
      ...placementOf(input),
      ...tagsOfText(input.Tagging),
    };
    const check = writeCheck(input, Key);
    check(objects.current(Key));
    const blob = objects.blobs.newName();
    const { size, md5, checksum } = await receiveFile(contentOf(input), objects.blobs.path(blob));
    const stored = checksum ? { checksum: { ...checksum, type: 'FULL_OBJECT' as const } } : {};
    const version = commit(objects, blob, () =>
      objects.put(Key, { ...described, blob, size, etag: md5, lastModified: s3.now(), ...stored }, check),
    );
    return {
      ETag: `"${version.etag}"`,
      ...versionMember(bucket, version),
      ...checksumMembers(version.checksum),
      ...encryptionMembers(version),
    };
  },
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
