import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ServiceError } from '../../aws/errors.ts';
import { checkRead } from './conditions.ts';
import { invalidArgument, invalidRequest, noSuchKey, noSuchVersion } from './failures.ts';
import { checksumHeaders } from './headers.ts';
import type { Version } from './object-store.ts';
import { versionHeader } from './put-object.ts';
import {
  authorizeBucket,
  authorizeObject,
  bucketOf,
  commonHeaders,
  type S3Operation,
  type S3Request,
  versionIdOf,
} from './request.ts';

/** The object of a read is a delete marker: `headers` say so beside the error. */
const deleted = (request: S3Request, marker: Version, error: ServiceError): ServiceError => {
  request.res.setHeader('x-amz-delete-marker', 'true');
  request.res.setHeader('x-amz-version-id', marker.versionId);
  return error;
};

/**
 * The version that a read asks for, authorized as `action` or, by version id, as `versionAction`. S3 hides the
 * absence of a key (404) from who may not list the bucket (403).
 */
export function wanted(request: S3Request, action: string, versionAction: string): Version {
  const { key } = request;
  const { objects } = bucketOf(request);
  const versionId = versionIdOf(request);
  authorizeObject(request, versionId === undefined ? action : versionAction);
  const version = versionId === undefined ? objects.newest(key) : objects.version(key, versionId);
  if (version && !version.deleteMarker) return version;
  if (version && versionId !== undefined)
    throw deleted(
      request,
      version,
      new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405),
    );
  authorizeBucket(request, 'ListBucket', { 's3:prefix': key });
  if (versionId !== undefined) throw noSuchVersion(key, versionId);
  throw version ? deleted(request, version, noSuchKey(key)) : noSuchKey(key);
}

/** `response-content-type=…` and its like override what is stored; only for signed requests, which all are here. */
const OVERRIDES = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
];
export const overrideNames: readonly string[] = OVERRIDES.map((name) => `response-${name}`);

function readHeaders(request: S3Request, version: Version, whole: boolean): Record<string, string> {
  const { req, query } = request;
  const overrides = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  return {
    ...commonHeaders(request),
    ...version.headers,
    ...(Object.fromEntries(overrides) as Record<string, string>),
    ...version.placement,
    etag: `"${version.etag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    ...versionHeader(bucketOf(request).objects, version),
    ...(version.tags && Object.keys(version.tags).length > 0
      ? { 'x-amz-tagging-count': String(Object.keys(version.tags).length) }
      : {}),
    ...(whole && req.headers['x-amz-checksum-mode'] === 'ENABLED' ? checksumHeaders(version) : {}),
  };
}

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** First and last byte of a Range header; undefined where the whole object is meant; throws InvalidRange. */
export function byteRange(header: string | undefined, size: number): Range | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  // "5-2" is no range; HTTP has such a header ignored.
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end || start >= size)
    throw new ServiceError('InvalidRange', 'The requested range is not satisfiable', 416, {
      RangeRequested: header,
      ActualObjectSize: size,
    });
  return { start, end };
}

/** The bytes of one part, `?partNumber=`: of an object that was not put in parts, part 1 is all of it. */
function partRange({ query, req }: S3Request, version: Version): (Range & { parts: number }) | undefined {
  const text = query.get('partNumber');
  if (text === null) return undefined;
  if (req.headers.range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 10_000)
    throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive');
  const parts = version.parts ?? [{ number: 1, size: version.size }];
  const index = number - 1;
  const part = parts[index];
  if (!part)
    throw new ServiceError('InvalidPartNumber', 'The requested partnumber is not satisfiable', 416, {
      PartNumberRequested: number,
      ActualPartCount: parts.length,
    });
  const start = parts.slice(0, index).reduce((sum, { size }) => sum + size, 0);
  return { start, end: start + part.size - 1, parts: parts.length };
}

/** GetObject and HeadObject. */
export const readObject: S3Operation = async (request) => {
  const { req, res } = request;
  const version = wanted(request, 'GetObject', 'GetObjectVersion');
  if (checkRead(req.headers, version)) {
    const { etag = '', ...headers } = readHeaders(request, version, false);
    res.writeHead(304, { ...commonHeaders(request), etag, 'last-modified': headers['last-modified'] }).end();
    return;
  }
  const part = partRange(request, version);
  const range = part ?? byteRange(req.headers.range, version.size);
  const { start, end } = range ?? { start: 0, end: version.size - 1 };
  const partial = range !== undefined && version.size > 0;
  // Opened in the turn in which the version was found: a writer may replace it in the next one.
  const file =
    req.method === 'HEAD' || version.size === 0
      ? undefined
      : bucketOf(request).objects.blobs.open(version.blob);
  res.writeHead(partial ? 206 : 200, {
    ...readHeaders(request, version, range === undefined),
    'content-length': end - start + 1,
    ...(partial ? { 'content-range': `bytes ${start}-${end}/${version.size}` } : {}),
    ...(part && version.parts ? { 'x-amz-mp-parts-count': part.parts } : {}),
  });
  if (file === undefined) {
    res.end();
    return;
  }
  await pipeline(createReadStream('', { fd: file, start, end, highWaterMark: 1 << 20 }), res).catch(
    (error: NodeJS.ErrnoException) => {
      if (
        error.code !== 'ERR_STREAM_PREMATURE_CLOSE' &&
        error.code !== 'ECONNRESET' &&
        error.code !== 'EPIPE'
      )
        throw error; // else the client went away
    },
  );
};
