import { createReadStream } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../../service.ts';
import { receive } from './body.ts';
import { checkRead, checkWrite } from './conditions.ts';
import { invalidArgument, noSuchKey, noSuchVersion, notImplemented } from './failures.ts';
import { NULL_VERSION, type ObjectStore, type Version } from './object-store.ts';
import {
  authorizeBucket,
  authorizeObject,
  type S3Operation,
  type S3Request,
  send,
  sendXml,
} from './request.ts';

/** Headers of a write that come back with a read. */
const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];
/** Headers whose effect is not had here: a client that sends one counts on it. */
const REFUSED = /^x-amz-(object-lock|website-redirect|server-side-encryption-customer|grant|write-offset)/;

export function refuseHeaders(req: IncomingMessage): void {
  const refused = Object.keys(req.headers).find((name) => REFUSED.test(name));
  if (refused !== undefined) throw notImplemented(`the header ${refused}`);
}

/** What of a request's headers is kept with the object. */
export function keptHeaders(req: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const [name, value] of Object.entries(req.headers)) {
    if (typeof value !== 'string' || (!KEPT.includes(name) && !name.startsWith('x-amz-meta-'))) continue;
    const text =
      name === 'content-encoding'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== 'aws-chunked')
            .join(', ')
        : value;
    if (text !== '') kept[name] = text;
  }
  return kept;
}

const tagsOf = (header: string | string[] | undefined): { tags?: Record<string, string> } =>
  typeof header === 'string' && header !== ''
    ? { tags: Object.fromEntries(new URLSearchParams(header)) }
    : {};
const versionHeader = (objects: ObjectStore, version: Version): Record<string, string> =>
  objects.versioned ? { 'x-amz-version-id': version.versionId } : {};
const checksumHeader = ({ checksum }: Pick<Version, 'checksum'>): Record<string, string> =>
  checksum
    ? { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' }
    : {};

export const putObject: S3Operation = async (request) => {
  const { req, buckets, bucket, key, kernel } = request;
  const { objects } = buckets.get(bucket);
  if (key === '') throw invalidArgument('an object needs a key');
  if (Buffer.byteLength(key) > 1024) throw new ServiceError('KeyTooLongError', 'Your key is too long');
  authorizeObject(request, 'PutObject');
  refuseHeaders(req);
  checkWrite(req.headers, objects.current(key));
  const blob = objects.newBlob();
  const { size, md5, checksum } = await receive(req, objects.blobPath(blob));
  checkWrite(req.headers, objects.current(key)); // of concurrent conditional writers exactly one comes through
  const version = objects.put(key, {
    blob,
    size,
    etag: md5,
    lastModified: kernel.clock.now().getTime(),
    headers: keptHeaders(req),
    ...(checksum ? { checksum } : {}),
    ...tagsOf(req.headers['x-amz-tagging']),
  });
  send(request, 200, { etag: `"${md5}"`, ...versionHeader(objects, version), ...checksumHeader(version) });
};

/** The version that a read asks for; S3 hides the absence of a key from who may not list the bucket. */
export function wanted(request: S3Request): Version {
  const { buckets, bucket, key, query } = request;
  const { objects } = buckets.get(bucket);
  const versionId = query.get('versionId') ?? undefined;
  authorizeObject(request, versionId === undefined ? 'GetObject' : 'GetObjectVersion');
  const version =
    versionId === undefined
      ? objects.current(key)
      : objects.versions(key).find((candidate) => candidate.versionId === versionId);
  if (version && !version.deleteMarker) return version;
  authorizeBucket(request, 'ListBucket', { 's3:prefix': key });
  throw versionId === undefined ? noSuchKey(key) : noSuchVersion(versionId);
}

function readHeaders({ req, query, buckets, bucket }: S3Request, version: Version): Record<string, string> {
  const overrides = [...query]
    .filter(([name]) => name.startsWith('response-'))
    .map(([name, value]) => [name.slice('response-'.length), value]);
  return {
    ...version.headers,
    ...Object.fromEntries(overrides),
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(buckets.get(bucket).objects, version),
    ...(version.tags ? { 'x-amz-tagging-count': String(Object.keys(version.tags).length) } : {}),
    ...(req.headers['x-amz-checksum-mode'] === 'ENABLED' && req.headers.range === undefined
      ? checksumHeader(version)
      : {}),
  };
}

/** First and last byte of a Range header; undefined where the whole object is meant; throws InvalidRange. */
export function byteRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || start >= size)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

/** GetObject and HeadObject. */
export const readObject: S3Operation = async (request) => {
  const { req, res, buckets, bucket, query, call } = request;
  const version = wanted(request);
  if (query.has('partNumber')) throw notImplemented('partNumber of a read');
  const headers = readHeaders(request, version);
  if (checkRead(req.headers, version)) {
    res
      .writeHead(304, { server: 'AmazonS3', 'x-amz-request-id': call.requestId, etag: headers.etag ?? '' })
      .end();
    return;
  }
  const range = byteRange(req.headers.range, version.size);
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  res.writeHead(range ? 206 : 200, {
    server: 'AmazonS3',
    'x-amz-request-id': call.requestId,
    ...headers,
    'content-length': end - start + 1,
    ...(range ? { 'content-range': `bytes ${start}-${end}/${version.size}` } : {}),
  });
  if (req.method === 'HEAD' || version.size === 0) {
    res.end();
    return;
  }
  const path = buckets.get(bucket).objects.blobPath(version.blob);
  await pipeline(createReadStream(path, { start, end, highWaterMark: 1 << 20 }), res).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // else the client went away
    },
  );
};

/** Source of a copy: `/bucket/key?versionId=…`, encoded. */
export function copySource(req: IncomingMessage): {
  bucket: string;
  key: string;
  versionId: string | undefined;
} {
  const [path = '', query = ''] = String(req.headers['x-amz-copy-source']).split('?');
  const [bucket = '', ...key] = path.replace(/^\//, '').split('/');
  return {
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(key.join('/')),
    versionId: new URLSearchParams(query).get('versionId') ?? undefined,
  };
}

/** The version to copy, after the permissions and conditions of the copy's source. */
export function copied(request: S3Request): { version: Version; path: string } {
  const source = copySource(request.req);
  authorizeObject(request, 'GetObject', source);
  const { objects } = request.buckets.get(source.bucket);
  const { versionId } = source;
  const version =
    versionId === undefined
      ? objects.current(source.key)
      : objects.versions(source.key).find((one) => one.versionId === versionId);
  if (!version || version.deleteMarker) throw noSuchKey(source.key);
  if (checkRead(request.req.headers, version, 'x-amz-copy-source-'))
    throw new ServiceError('PreconditionFailed', 'the source of the copy is not modified', 412);
  return { version, path: objects.blobPath(version.blob) };
}

export const copyObject: S3Operation = async (request) => {
  const { req, buckets, bucket, key, kernel } = request;
  authorizeObject(request, 'PutObject');
  refuseHeaders(req);
  const { objects } = buckets.get(bucket);
  const { version: source, path } = copied(request);
  checkWrite(req.headers, objects.current(key));
  const blob = objects.newBlob();
  await copyFile(path, objects.blobPath(blob));
  const replaced = req.headers['x-amz-metadata-directive'] === 'REPLACE';
  const { versionId: _, ...kept } = source;
  const tags =
    req.headers['x-amz-tagging-directive'] === 'REPLACE'
      ? { tags: undefined, ...tagsOf(req.headers['x-amz-tagging']) }
      : {};
  const now = kernel.clock.now().getTime();
  const version = objects.put(key, {
    ...kept,
    ...tags,
    blob,
    lastModified: now,
    headers: replaced ? keptHeaders(req) : source.headers,
  });
  sendXml(
    request,
    'CopyObjectResult',
    { LastModified: new Date(now).toISOString(), ETag: `"${version.etag}"` },
    versionHeader(objects, version),
  );
};

/** Deletes one key or version, as the caller; gives the headers of S3's answer. */
export function deleteOne(
  request: S3Request,
  key: string,
  versionId: string | undefined,
): Record<string, string> {
  const { objects } = request.buckets.get(request.bucket);
  authorizeObject(request, versionId === undefined ? 'DeleteObject' : 'DeleteObjectVersion', {
    bucket: request.bucket,
    key,
  });
  if (versionId !== undefined && (objects.versioned || versionId !== NULL_VERSION)) {
    objects.deleteVersion(key, versionId);
    return { 'x-amz-version-id': versionId };
  }
  const marker = objects.delete(key, request.kernel.clock.now().getTime());
  return marker ? { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId } : {};
}

export const deleteObject: S3Operation = (request) => {
  if (request.req.headers['if-match'] !== undefined) throw notImplemented('If-Match of DeleteObject');
  send(request, 204, deleteOne(request, request.key, request.query.get('versionId') ?? undefined));
};
