import { createHash } from 'node:crypto';
import { openSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { append, type Source } from './append.ts';
import { receiveDocument } from './body.ts';
import { checksums, memberOf } from './checksums.ts';
import { writeCheck } from './conditions.ts';
import { badDigest, invalidRequest, malformedXml, noSuchUpload } from './failures.ts';
import { encryptionHeaders } from './headers.ts';
import { uploadOf } from './multipart.ts';
import type { StoredChecksum, Version } from './object-store.ts';
import { commit, versionHeader } from './put-object.ts';
import { authorizeObject, bucketOf, now, type S3Operation, type S3Request, sendXml } from './request.ts';
import type { Completion, Part, Upload, Uploads } from './uploads.ts';
import { fromXml, items } from './xml.ts';

/** All parts but the last: "Amazon S3 multipart upload limits". */
const SMALLEST_PART = 5 * 1024 * 1024;

type Named = Readonly<Record<string, string | undefined>>;

const invalidPart = (number: string | undefined): ServiceError =>
  new ServiceError(
    'InvalidPart',
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    400,
    { PartNumber: number },
  );

function partOf(named: Named, uploaded: readonly Part[]): Part {
  const part = uploaded.find(({ number }) => number === Number(named.PartNumber));
  if (part?.md5 !== named.ETag?.replaceAll('"', '')) throw invalidPart(named.PartNumber);
  for (const algorithm of Object.keys(checksums)) {
    const value = named[memberOf(algorithm)];
    const known = part?.checksum?.algorithm === algorithm ? part.checksum.value : undefined;
    if (value !== undefined && value !== known) throw invalidPart(named.PartNumber);
  }
  return part as Part;
}

/** The parts that a completion names, in its order; throws where one is missing, wrong, too small or out of order. */
function chosenParts(body: Buffer, uploaded: readonly Part[]): Part[] {
  const named = items<Named>(fromXml(body, 'CompleteMultipartUpload')?.Part);
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
  { req }: S3Request,
  { checksum }: Upload,
  parts: readonly Part[],
  whole: string | undefined,
): { checksum?: StoredChecksum } {
  if (!checksum) return {};
  const { algorithm, type } = checksum;
  const value = type === 'FULL_OBJECT' ? whole : composite(algorithm, parts);
  const wanted = req.headers[`x-amz-checksum-${algorithm}`];
  if (wanted !== undefined && wanted !== value) throw badDigest(algorithm.toUpperCase());
  return value === undefined ? {} : { checksum: { algorithm, value, type } };
}

const partRecord = ({ size, checksum }: Part, index: number): NonNullable<Version['parts']>[number] => ({
  number: index + 1,
  size,
  ...(checksum ? { checksum: checksum.value } : {}),
});

const withoutChecksums = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('x-amz-checksum-')));

function checkSize({ req }: S3Request, size: number): void {
  const announced = req.headers['x-amz-mp-object-size'];
  if (announced !== undefined && Number(announced) !== size)
    throw invalidRequest(`x-amz-mp-object-size is ${String(announced)}, the parts have ${size} bytes`);
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

const RESULT = 'CompleteMultipartUploadResult';

const resultOf = (
  { kernel, bucket, key }: S3Request,
  { etag, checksum: sum }: Version,
): Completion['content'] => ({
  Location: `${kernel.endpoint()}/${bucket}/${encodeURI(key)}`,
  Bucket: bucket,
  Key: key,
  ETag: `"${etag}"`,
  ...(sum ? { [memberOf(sum.algorithm)]: sum.value, ChecksumType: sum.type } : {}),
});

/** Puts the parts together; asked again after its success it answers the same, and writes nothing. */
export const completeUpload: S3Operation = async (request) => {
  const { req, key } = request;
  authorizeObject(request, 'PutObject');
  const { objects, uploads } = bucketOf(request);
  const repeated = uploads.completion(request.query.get('uploadId') ?? '', key);
  if (repeated) {
    await receiveDocument(request, withoutChecksums(req.headers));
    return sendXml(request, RESULT, repeated.content, repeated.headers);
  }
  // Checksum headers speak of the object; only Content-MD5 and SHA-256 hold for this body.
  const body = await receiveDocument(request, withoutChecksums(req.headers));
  const upload = uploadOf(request);
  const parts = chosenParts(body, uploads.parts(upload.id));
  const check = writeCheck(req.headers, key);
  check(objects.current(key));
  const blob = objects.blobs.newName();
  const { size, checksum } = await append(opened(uploads, upload.id, parts), objects.blobs.path(blob), {
    md5: false,
    algorithm: upload.checksum?.type === 'FULL_OBJECT' ? upload.checksum.algorithm : undefined,
  });
  const { id, key: _, startedAt: __, checksum: ___, ...described } = upload;
  const version = commit(objects, blob, () => {
    uploadOf(request); // aborted, or completed by another, while the parts were put together
    checkSize(request, size);
    return objects.put(
      key,
      {
        ...described,
        ...checksumOf(request, upload, parts, checksum?.value),
        blob,
        size,
        etag: multipartEtag(parts),
        lastModified: now(request),
        parts: parts.map(partRecord),
      },
      check,
    );
  });
  const content = resultOf(request, version);
  const headers = { ...versionHeader(objects, version), ...encryptionHeaders(version) };
  uploads.recordCompletion(id, { key, completedAt: now(request), content, headers });
  uploads.end(id);
  sendXml(request, RESULT, content, headers);
};
