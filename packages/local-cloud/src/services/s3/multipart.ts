import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { readBody } from '../../server/exchange.ts';
import { ServiceError } from '../../service.ts';
import { receive } from './body.ts';
import { checkWrite } from './conditions.ts';
import { invalidArgument } from './failures.ts';
import { byteRange, copied, keptHeaders, refuseHeaders } from './objects.ts';
import {
  authorizeBucket,
  authorizeObject,
  type S3Operation,
  type S3Request,
  send,
  sendXml,
} from './request.ts';
import type { Part } from './uploads.ts';
import { fromXml, items } from './xml.ts';

/** All parts but the last: "Amazon S3 multipart upload limits". */
const SMALLEST_PART = 5 * 1024 * 1024;
const MOST_PARTS = 10_000;
const LONGEST_REQUEST = 4 * 1024 * 1024;

export const createUpload: S3Operation = (request) => {
  authorizeObject(request, 'PutObject');
  refuseHeaders(request.req);
  const upload = request.buckets
    .get(request.bucket)
    .uploads.start(request.key, keptHeaders(request.req), request.kernel.clock.now().getTime());
  sendXml(request, 'InitiateMultipartUploadResult', {
    Bucket: request.bucket,
    Key: request.key,
    UploadId: upload.id,
  });
};

function addressedPart({ query, buckets, bucket, key }: S3Request): {
  id: string;
  number: number;
  path: string;
  blob: string;
} {
  const number = Number(query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw invalidArgument(`Part number must be an integer between 1 and ${MOST_PARTS}, inclusive`);
  const { uploads } = buckets.get(bucket);
  const { id } = uploads.get(query.get('uploadId') ?? '', key);
  const blob = randomUUID();
  return { id, number, blob, path: uploads.blobPath(id, blob) };
}

export const uploadPart: S3Operation = async (request) => {
  authorizeObject(request, 'PutObject');
  const { id, number, blob, path } = addressedPart(request);
  const { size, md5, checksum } = await receive(request.req, path);
  request.buckets.get(request.bucket).uploads.putPart(id, {
    number,
    blob,
    size,
    md5,
    lastModified: request.kernel.clock.now().getTime(),
    ...(checksum ? { checksum } : {}),
  });
  send(request, 200, {
    etag: `"${md5}"`,
    ...(checksum ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value } : {}),
  });
};

export const copyPart: S3Operation = async (request) => {
  authorizeObject(request, 'PutObject');
  const { id, number, blob, path } = addressedPart(request);
  const { version, path: source } = copied(request);
  const range = byteRange(request.req.headers['x-amz-copy-source-range'] as string | undefined, version.size);
  const { size, md5 } = await append([{ path: source, ...(range ?? {}) }], path);
  const now = request.kernel.clock.now();
  request.buckets
    .get(request.bucket)
    .uploads.putPart(id, { number, blob, size, md5, lastModified: now.getTime() });
  sendXml(request, 'CopyPartResult', { LastModified: now.toISOString(), ETag: `"${md5}"` });
};

/** Writes files one behind the other into a new one, durably. */
async function append(
  sources: readonly { path: string; start?: number; end?: number }[],
  target: string,
): Promise<{ size: number; md5: string }> {
  const file = createWriteStream(target, { flush: true });
  const hash = createHash('md5');
  let size = 0;
  for (const { path, ...range } of sources) {
    for await (const chunk of createReadStream(path, { ...range, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (!file.write(chunk)) await once(file, 'drain');
    }
  }
  file.end();
  await once(file, 'close');
  return { size, md5: hash.digest('hex') };
}

/** The parts that a completion names, in its order; throws where one is missing, wrong, too small or out of order. */
function chosenParts(body: Buffer, uploaded: readonly Part[]): Part[] {
  const named = items<{ PartNumber: string; ETag: string }>(fromXml(body, 'CompleteMultipartUpload').Part);
  if (named.length === 0) throw new ServiceError('MalformedXML', 'You must specify at least one part');
  const parts = named.map(({ PartNumber, ETag }) => {
    const part = uploaded.find(({ number }) => number === Number(PartNumber));
    const etag = ETag.replaceAll('&quot;', '').replaceAll('"', '');
    if (part?.md5 !== etag)
      throw new ServiceError(
        'InvalidPart',
        `One or more of the specified parts could not be found: part ${PartNumber}`,
      );
    return part;
  });
  for (const [index, part] of parts.entries()) {
    if (index > 0 && part.number <= (parts[index - 1]?.number ?? 0))
      throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.');
    if (index < parts.length - 1 && part.size < SMALLEST_PART)
      throw new ServiceError(
        'EntityTooSmall',
        'Your proposed upload is smaller than the minimum allowed size',
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

export const completeUpload: S3Operation = async (request) => {
  const { req, buckets, bucket, key, query, kernel } = request;
  authorizeObject(request, 'PutObject');
  const { objects, uploads } = buckets.get(bucket);
  const upload = uploads.get(query.get('uploadId') ?? '', key);
  const parts = chosenParts(await readBody(req, LONGEST_REQUEST), uploads.parts(upload.id));
  const blob = objects.newBlob();
  const { size } = await append(
    parts.map((part) => ({ path: uploads.blobPath(upload.id, part.blob) })),
    objects.blobPath(blob),
  );
  checkWrite(req.headers, objects.current(key));
  const version = objects.put(key, {
    blob,
    size,
    etag: multipartEtag(parts),
    lastModified: kernel.clock.now().getTime(),
    headers: upload.headers,
  });
  uploads.end(upload.id);
  const headers: Record<string, string> = objects.versioned ? { 'x-amz-version-id': version.versionId } : {};
  sendXml(
    request,
    'CompleteMultipartUploadResult',
    {
      Location: `${kernel.endpoint()}/${bucket}/${key}`,
      Bucket: bucket,
      Key: key,
      ETag: `"${version.etag}"`,
    },
    headers,
  );
};

export const abortUpload: S3Operation = (request) => {
  authorizeObject(request, 'AbortMultipartUpload');
  const { uploads } = request.buckets.get(request.bucket);
  uploads.end(uploads.get(request.query.get('uploadId') ?? '', request.key).id);
  send(request, 204);
};

export const listParts: S3Operation = (request) => {
  authorizeObject(request, 'ListMultipartUploadParts');
  const { uploads } = request.buckets.get(request.bucket);
  const upload = uploads.get(request.query.get('uploadId') ?? '', request.key);
  const Part = uploads.parts(upload.id).map(({ number, md5, size, lastModified }) => ({
    PartNumber: number,
    ETag: `"${md5}"`,
    Size: size,
    LastModified: new Date(lastModified).toISOString(),
  }));
  sendXml(request, 'ListPartsResult', {
    Bucket: request.bucket,
    Key: request.key,
    UploadId: upload.id,
    MaxParts: MOST_PARTS,
    IsTruncated: false,
    Part,
  });
};

export const listUploads: S3Operation = (request) => {
  authorizeBucket(request, 'ListBucketMultipartUploads');
  const prefix = request.query.get('prefix') ?? '';
  const found = request.buckets
    .get(request.bucket)
    .uploads.all()
    .filter(({ key }) => key.startsWith(prefix));
  const Upload = found.map(({ id, key, startedAt }) => ({
    Key: key,
    UploadId: id,
    Initiated: new Date(startedAt).toISOString(),
    StorageClass: 'STANDARD',
  }));
  sendXml(request, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    Prefix: prefix,
    MaxUploads: LONGEST_REQUEST,
    IsTruncated: false,
    Upload,
  });
};
