import { randomUUID } from 'node:crypto';
import { append } from './append.ts';
import { receiveFile } from './body.ts';
import { checksums, memberOf } from './checksums.ts';
import { copySource } from './copy-object.ts';
import { invalidArgument, invalidRequest, noSuchUpload } from './failures.ts';
import { encryptionHeaders, keptHeaders, placementOf, tagsOf } from './headers.ts';
import { checkNewObject } from './put-object.ts';
import type { Range } from './read-object.ts';
import {
  authorizeObject,
  bucketOf,
  now,
  type S3Operation,
  type S3Request,
  send,
  sendXml,
} from './request.ts';
import type { Upload } from './uploads.ts';

const MOST_PARTS = 10_000;

/** CRC-64 sums up over whole objects only, hashes over parts only: "Checking object integrity", Amazon S3 user guide. */
function announcedChecksum({ req }: S3Request): Pick<Upload, 'checksum'> {
  const algorithm = (req.headers['x-amz-checksum-algorithm'] as string | undefined)?.toLowerCase();
  const type = req.headers['x-amz-checksum-type'] as string | undefined;
  if (algorithm === undefined) return {};
  if (!Object.hasOwn(checksums, algorithm))
    throw invalidRequest(`Checksum algorithm provided is unsupported: ${algorithm}`);
  const own = type ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (own !== 'FULL_OBJECT' && own !== 'COMPOSITE')
    throw invalidRequest(`Value for x-amz-checksum-type header is invalid: ${own}`);
  const impossible =
    (own === 'COMPOSITE' && algorithm === 'crc64nvme') ||
    (own === 'FULL_OBJECT' && algorithm.startsWith('sha'));
  if (impossible)
    throw invalidRequest(`The ${own} checksum type cannot be used with the ${algorithm} checksum algorithm.`);
  return { checksum: { algorithm, type: own } };
}

export const createUpload: S3Operation = (request) => {
  const { headers } = request.req;
  checkNewObject(request);
  const upload = bucketOf(request).uploads.start({
    key: request.key,
    startedAt: now(request),
    headers: keptHeaders(headers),
    ...placementOf(headers),
    ...tagsOf(headers['x-amz-tagging']),
    ...announcedChecksum(request),
  });
  sendXml(
    request,
    'InitiateMultipartUploadResult',
    { Bucket: request.bucket, Key: request.key, UploadId: upload.id },
    {
      ...encryptionHeaders(upload),
      ...(upload.checksum
        ? {
            'x-amz-checksum-algorithm': upload.checksum.algorithm.toUpperCase(),
            'x-amz-checksum-type': upload.checksum.type,
          }
        : {}),
    },
  );
};

/** The upload that `?uploadId=` names; throws NoSuchUpload. */
export const uploadOf = (request: S3Request): Upload =>
  bucketOf(request).uploads.get(request.query.get('uploadId') ?? '', request.key);

function partNumber({ query }: S3Request): number {
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
  return number;
}

/** A folder that is gone means an upload that was ended meanwhile. */
const orNoSuchUpload = (id: string) => (error: NodeJS.ErrnoException) => {
  throw error.code === 'ENOENT' ? noSuchUpload(id) : error;
};

export const uploadPart: S3Operation = async (request) => {
  authorizeObject(request, 'PutObject');
  const number = partNumber(request);
  const { id, checksum: wanted } = uploadOf(request);
  const { uploads } = bucketOf(request);
  const blob = randomUUID();
  const received = await receiveFile(request, uploads.blobPath(id, blob)).catch(orNoSuchUpload(id));
  const { size, md5, checksum } = received;
  if (wanted && checksum && checksum.algorithm !== wanted.algorithm)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm}, actual checksum Type: ${checksum.algorithm}`,
    );
  uploads.putPart(id, {
    number,
    blob,
    size,
    md5,
    lastModified: now(request),
    ...(checksum ? { checksum } : {}),
  });
  send(request, 200, {
    etag: `"${md5}"`,
    ...(checksum ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value } : {}),
  });
};

/** `bytes=first-last` of a part's source: both must be given and lie inside it. */
function sourceRange({ req }: S3Request, size: number): Range | undefined {
  const header = req.headers['x-amz-copy-source-range'] as string | undefined;
  if (header === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last)];
  if (first === undefined || start > end || end >= size)
    throw invalidArgument(`The x-amz-copy-source-range ${header} is not valid for a source of ${size} bytes`);
  return { start, end };
}

export const copyPart: S3Operation = async (request) => {
  authorizeObject(request, 'PutObject');
  const number = partNumber(request);
  const { id, checksum: wanted } = uploadOf(request);
  const { uploads } = bucketOf(request);
  const { version, objects } = copySource(request);
  const blob = randomUUID();
  const range = sourceRange(request, version.size);
  const source = { file: objects.blobs.open(version.blob), ...range };
  const { size, md5, checksum } = await append([source], uploads.blobPath(id, blob), {
    md5: true,
    algorithm: wanted?.algorithm,
  }).catch(orNoSuchUpload(id));
  uploads.putPart(id, {
    number,
    blob,
    size,
    md5,
    lastModified: now(request),
    ...(checksum ? { checksum } : {}),
  });
  sendXml(request, 'CopyPartResult', {
    LastModified: new Date(now(request)).toISOString(),
    ETag: `"${md5}"`,
    ...(checksum ? { [memberOf(checksum.algorithm)]: checksum.value } : {}),
  });
};

export const abortUpload: S3Operation = (request) => {
  authorizeObject(request, 'AbortMultipartUpload');
  bucketOf(request).uploads.end(uploadOf(request).id);
  send(request, 204);
};
