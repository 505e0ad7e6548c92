import { createHash } from 'node:crypto';
import { openSync } from 'node:fs';
import type { CompletedPart, CompleteMultipartUploadRequest } from '@aws-sdk/client-s3';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { checksums, memberOf } from '../../wire/content/checksums.ts';
import { badDigest, invalidRequest, malformedXml } from '../../wire/content/failures.ts';
import { append, type Source } from './append.ts';
import { writeCheck } from './conditions.ts';
import { CHECKSUMS, checksumMembers, encryptionMembers } from './description.ts';
import { noSuchUpload } from './failures.ts';
import type { StoredChecksum, Version } from './object-store.ts';
import { commit, versionMember } from './put-object.ts';
import { OBJECT, PAYER, type S3 } from './state.ts';
import type { Part, Upload, Uploads } from './uploads.ts';

/** All parts but the last: "Amazon S3 multipart upload limits". */
const SMALLEST_PART = 5 * 1024 * 1024;

type Asked = Input<CompleteMultipartUploadRequest>;

const invalidPart = (number: number | undefined): ServiceError =>
  new ServiceError(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { PartNumber: number },
  );

/** The checksum that an input carries under an algorithm's member. */
const checksumIn = (input: object, algorithm: string): unknown =>
  (input as Readonly<Record<string, unknown>>)[memberOf(algorithm)];

function partOf(named: Input<CompletedPart>, uploaded: readonly Part[]): Part {
  const part = uploaded.find(({ number }) => number === named.PartNumber);
  if (!part || part.md5 !== named.ETag?.replaceAll('"', '')) throw invalidPart(named.PartNumber);
  for (const algorithm of Object.keys(checksums)) {
    const value = checksumIn(named, algorithm);
    const known = part.checksum?.algorithm === algorithm ? part.checksum.value : undefined;
    if (value !== undefined && value !== known) throw invalidPart(named.PartNumber);
  }
  return part;
}

/** The parts that a completion names, in its order; throws where one is missing, wrong, too small or out of order. */
function chosenParts({ MultipartUpload }: Asked, uploaded: readonly Part[]): Part[] {
  const named = MultipartUpload?.Parts ?? [];
  if (named.length === 0) throw malformedXml();
  const parts = named.map((one) => partOf(one, uploaded));
  for (const [index, part] of parts.entries()) {
    if (index > 0 && part.number <= (parts[index - 1]?.number ?? 0))
      throw new ServiceError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
      );
    if (index < parts.length - 1 && part.size < SMALLEST_PART)
      throw new ServiceError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
        400,
        {
          ProposedSize: part.size,
          MinSizeAllowed: SMALLEST_PART,
          PartNumber: part.number,
        },
      );
  }
  return parts;
}

/** ETag of a multipart object: the MD5 of the parts' MD5s, and their number. */
function multipartEtag(parts: readonly Part[]): string {
  const hash = createHash('md5');
  for (const { md5 } of parts) hash.update(Buffer.from(md5, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

/** The checksum of the parts' checksums, and their number; undefined where a part has none. */
function composite(algorithm: string, parts: readonly Part[]): string | undefined {
  const sum = checksums[algorithm]?.();
  for (const { checksum } of parts) {
    if (!sum || checksum?.algorithm !== algorithm) return undefined;
    sum.update(Buffer.from(checksum.value, 'base64'));
  }
  return sum && `${sum.digest()}-${parts.length}`;
}

/** The object's checksum; throws BadDigest where the client's own is another. */
function checksumOf(
  input: Asked,
  { checksum }: Upload,
  parts: readonly Part[],
  whole: string | undefined,
): { checksum?: StoredChecksum } {
  if (!checksum) return {};
  const { algorithm, type } = checksum;
  const value = type === 'FULL_OBJECT' ? whole : composite(algorithm, parts);
  const wanted = checksumIn(input, algorithm);
  if (wanted !== undefined && wanted !== value) throw badDigest(algorithm.toUpperCase());
  return value === undefined ? {} : { checksum: { algorithm, value, type } };
}

const partRecord = ({ size, checksum }: Part, index: number): NonNullable<Version['parts']>[number] => ({
  number: index + 1,
  size,
  ...(checksum ? { checksum: checksum.value } : {}),
});

function checkSize({ MpuObjectSize: announced }: Asked, size: number): void {
  if (announced !== undefined && announced !== size)
    throw invalidRequest(`x-amz-mp-object-size is ${announced}, the parts have ${size} bytes`);
}

/** Opened one after the other; a part that is gone was aborted meanwhile. */
function* opened(uploads: Uploads, id: string, parts: readonly Part[]): Generator<Source> {
  for (const { blob } of parts) {
    try {
      yield { file: openSync(uploads.blobPath(id, blob), 'r') };
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? noSuchUpload(id) : error;
    }
  }
}

/** Puts the parts together; asked again after its success it answers the same, and writes nothing. */
export const completeUpload: Operation<S3> = {
  takes: [
    ...[...OBJECT, ...CHECKSUMS, 'UploadId', 'MpuObjectSize', 'IfMatch', 'IfNoneMatch'],
    ...['PartNumber', 'ETag', ...CHECKSUMS].map((name) => `MultipartUpload.Parts.${name}`),
  ],
  inert: { ...PAYER, ChecksumType: 'the upload knows the type of its checksum' },
  run: async (s3, input: Asked, call) => {
    const { Bucket, Key, UploadId } = input;
    s3.authorizeObject(call, input, 'PutObject');
    const bucket = s3.buckets.get(Bucket);
    const { objects, uploads } = bucket;
    const repeated = uploads.completion(UploadId, Key);
    if (repeated) return repeated.content;
    const upload = uploads.get(UploadId, Key);
    const parts = chosenParts(input, uploads.parts(upload.id));
    const check = writeCheck(input, Key);
    check(objects.current(Key));
    const blob = objects.blobs.newName();
    const { size, checksum } = await append(opened(uploads, upload.id, parts), objects.blobs.path(blob), {
      md5: false,
      algorithm: upload.checksum?.type === 'FULL_OBJECT' ? upload.checksum.algorithm : undefined,
    });
    const { id, headers, placement, tags } = upload;
    const version = commit(objects, blob, () => {
      uploads.get(UploadId, Key); // aborted, or completed by another, while the parts were put together
      checkSize(input, size);
      return objects.put(
        Key,
        {
          ...{ headers, placement, tags, blob, size },
          ...checksumOf(input, upload, parts, checksum?.value),
          etag: multipartEtag(parts),
          lastModified: s3.now(),
          parts: parts.map(partRecord),
        },
        check,
      );
    });
    const content = {
      Location: `${s3.kernel.endpoint()}/${Bucket}/${encodeURI(Key)}`,
      Bucket,
      Key,
      ETag: `"${version.etag}"`,
      ...checksumMembers(version.checksum),
      ...versionMember(bucket, version),
      ...encryptionMembers(version),
    };
    uploads.recordCompletion(id, { key: Key, completedAt: s3.now(), content });
    uploads.end(id);
    return content;
  },
};
