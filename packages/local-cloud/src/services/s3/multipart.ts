import { randomUUID } from 'node:crypto';
import type {
  AbortMultipartUploadRequest,
  CreateMultipartUploadRequest,
  UploadPartCopyRequest,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument, invalidRequest } from '../../wire/content/failures.ts';
import { append } from './append.ts';
import { contentOf, receiveFile, SENT } from './body.ts';
import { askedAlgorithm, copySource, SOURCE } from './copy-object.ts';
import { checksumMembers, DESCRIPTION, encryptionMembers, keptHeaders, placementOf } from './description.ts';
import { noSuchUpload } from './failures.ts';
import { checkNewObject, WRITES } from './put-object.ts';
import type { Range } from './read-object.ts';
import { OBJECT, PAYER, type S3 } from './state.ts';
import { tagsOfText } from './tags.ts';
import type { Upload } from './uploads.ts';

const MOST_PARTS = 10_000;

/** CRC-64 sums up over whole objects only, hashes over parts only: "Checking object integrity", Amazon S3 user guide. */
function announcedChecksum(input: Input<CreateMultipartUploadRequest>): Pick<Upload, 'checksum'> {
  const algorithm = askedAlgorithm(input.ChecksumAlgorithm);
  if (algorithm === undefined) return {};
  const type: string = input.ChecksumType ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE');
  if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE')
    throw invalidRequest(`Value for x-amz-checksum-type header is invalid: ${type}`);
  const impossible =
    (type === 'COMPOSITE' && algorithm === 'crc64nvme') ||
    (type === 'FULL_OBJECT' && algorithm.startsWith('sha'));
  if (impossible)
    throw invalidRequest(
      `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
    );
  return { checksum: { algorithm, type } };
}

export const createUpload: Operation<S3> = {
  takes: [...OBJECT, ...DESCRIPTION, 'ChecksumAlgorithm', 'ChecksumType'],
  inert: PAYER,
  note: WRITES,
  run: (s3, input: Input<CreateMultipartUploadRequest>, call) => {
    const { Bucket, Key } = input;
    const upload = checkNewObject(s3, input, call).uploads.start({
      key: Key,
      startedAt: s3.now(),
      headers: keptHeaders(input),
      ...placementOf(input),
      ...tagsOfText(input.Tagging),
      ...announcedChecksum(input),
    });
    return {
      Bucket,
      Key,
      UploadId: upload.id,
      ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
      ChecksumType: upload.checksum?.type,
      ...encryptionMembers(upload),
    };
  },
};

function checkPartNumber(number: number): void {
  if (number < 1 || number > MOST_PARTS)
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
}

/** A folder that is gone means an upload that was ended meanwhile. */
const orNoSuchUpload = (id: string) => (error: NodeJS.ErrnoException) => {
  throw error.code === 'ENOENT' ? noSuchUpload(id) : error;
};

export const uploadPart: Operation<S3> = {
  takes: [...OBJECT, ...SENT, 'UploadId', 'PartNumber'],
  inert: PAYER,
  run: async (s3, input: Input<UploadPartRequest>, call) => {
    const { Bucket, Key, UploadId, PartNumber: number } = input;
    s3.authorizeObject(call, input, 'PutObject');
    checkPartNumber(number);
    const { uploads } = s3.buckets.get(Bucket);
    const { id, checksum: wanted } = uploads.get(UploadId, Key);
    const blob = randomUUID();
    const path = uploads.blobPath(id, blob);
    const received = await receiveFile(contentOf(input), path).catch(orNoSuchUpload(id));
    const { checksum } = received;
    if (wanted && checksum && checksum.algorithm !== wanted.algorithm)
      throw invalidRequest(
        `Checksum Type mismatch occurred, expected checksum Type: ${wanted.algorithm}, actual checksum Type: ${checksum.algorithm}`,
      );
    uploads.putPart(id, { ...received, number, blob, lastModified: s3.now() });
    return { ETag: `"${received.md5}"`, ...checksumMembers(checksum) };
  },
};

/** `bytes=first-last` of a part's source: both must be given and lie inside it. */
function sourceRange(header: string | undefined, size: number): Range | undefined {
  if (header === undefined) return undefined;
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? [];
  const [start, end] = [Number(first), Number(last)];
  if (first === undefined || start > end || end >= size)
    throw invalidArgument(`The x-amz-copy-source-range ${header} is not valid for a source of ${size} bytes`);
  return { start, end };
}

export const copyPart: Operation<S3> = {
  takes: [...OBJECT, ...SOURCE, 'UploadId', 'PartNumber', 'CopySourceRange'],
  inert: PAYER,
  run: async (s3, input: Input<UploadPartCopyRequest>, call) => {
    const { Bucket, Key, UploadId, PartNumber: number } = input;
    s3.authorizeObject(call, input, 'PutObject');
    checkPartNumber(number);
    const { uploads } = s3.buckets.get(Bucket);
    const { id, checksum: wanted } = uploads.get(UploadId, Key);
    const { version, objects } = copySource(s3, input, call);
    const blob = randomUUID();
    const range = sourceRange(input.CopySourceRange, version.size);
    const source = { file: objects.blobs.open(version.blob), ...range };
    const appended = await append([source], uploads.blobPath(id, blob), {
      md5: true,
      algorithm: wanted?.algorithm,
    }).catch(orNoSuchUpload(id));
    const lastModified = s3.now();
    uploads.putPart(id, { ...appended, number, blob, lastModified });
    return {
      CopyPartResult: {
        LastModified: new Date(lastModified),
        ETag: `"${appended.md5}"`,
        ...checksumMembers(appended.checksum),
      },
    };
  },
};

export const abortUpload: Operation<S3> = {
  takes: [...OBJECT, 'UploadId'],
  inert: PAYER,
  run: (s3, input: Input<AbortMultipartUploadRequest>, call) => {
    s3.authorizeObject(call, input, 'AbortMultipartUpload');
    const { uploads } = s3.buckets.get(input.Bucket);
    uploads.end(uploads.get(input.UploadId, input.Key).id);
    return {};
  },
};
