import { createReadStream } from 'node:fs';
import type { GetObjectRequest } from '@aws-sdk/client-s3';
import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { modelOf, shapeOf } from '../../aws/model/model.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument, invalidRequest } from '../../wire/content/failures.ts';
import { checkRead, READ_CONDITIONS } from './conditions.ts';
import { checksumMembers, KEPT, keptMembers, placementMembers } from './description.ts';
import { noSuchKey, noSuchVersion } from './failures.ts';
import type { Version } from './object-store.ts';
import { versionMember } from './put-object.ts';
import { type Addressed, OBJECT, PAYER, type S3 } from './state.ts';

/** The object of a read is a delete marker: headers say so beside the error. */
const deleted = ({ code, message, statusCode, fields }: ServiceError, marker: Version): ServiceError =>
  new ServiceError(code, message, statusCode, {
    ...fields,
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': marker.versionId,
  });

interface ObjectAsked extends Addressed {
  readonly Key: string;
  readonly VersionId?: string;
}

/**
 * The version that a read asks for, authorized as `action` or, by version id, as `versionAction`. S3 hides the
 * absence of a key (404) from who may not list the bucket (403).
 */
export function wantedVersion(
  s3: S3,
  input: ObjectAsked,
  call: Call,
  action: string,
  versionAction: string,
): Version {
  const { Bucket, Key, VersionId } = input;
  const { objects } = s3.buckets.get(Bucket);
  s3.authorizeObject(call, input, VersionId === undefined ? action : versionAction);
  const version = VersionId === undefined ? objects.newest(Key) : objects.version(Key, VersionId);
  if (version && !version.deleteMarker) return version;
  if (version && VersionId !== undefined)
    throw deleted(
      new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405),
      version,
    );
  s3.authorizeBucket(call, input, 'ListBucket', { 's3:prefix': Key });
  if (VersionId !== undefined) throw noSuchVersion(Key, VersionId);
  throw version ? deleted(noSuchKey(Key), version) : noSuchKey(Key);
}

/** `Response…` members override what is stored, where AWS has one; only for signed requests, which all are here. */
const { members: ASKED = {} } = shapeOf(modelOf('s3'), { shape: 'GetObjectRequest' });
const OVERRIDDEN = Object.keys(KEPT).filter((name) => `Response${name}` in ASKED);
const OVERRIDES = OVERRIDDEN.map((name) => `Response${name}`);

function answer(s3: S3, input: Input<GetObjectRequest>, version: Version): Shape {
  const asked = input as Readonly<Record<string, unknown>>;
  const overrides = OVERRIDDEN.map((name): [string, unknown] => [name, asked[`Response${name}`]]);
  const tags = Object.keys(version.tags ?? {}).length;
  return {
    ...keptMembers(version),
    ...Object.fromEntries(overrides.filter(([, value]) => value !== undefined)),
    ...placementMembers(version),
    ETag: `"${version.etag}"`,
    LastModified: new Date(version.lastModified),
    AcceptRanges: 'bytes',
    ...versionMember(s3.buckets.get(input.Bucket), version),
    TagCount: tags === 0 ? undefined : tags,
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

/** The bytes of one part: of an object that was not put in parts, part 1 is all of it. */
function partRange(
  { PartNumber: number, Range: range }: Input<GetObjectRequest>,
  version: Version,
): (Range & { parts: number }) | undefined {
  if (number === undefined) return undefined;
  if (range !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (number < 1 || number > 10_000)
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

const notModified = ({ etag, lastModified }: Version): ServiceError =>
  new ServiceError('NotModified', 'Not Modified', 304, {
    etag: `"${etag}"`,
    'last-modified': new Date(lastModified).toUTCString(),
  });

/** GetObject, and HeadObject, which has no body. */
const reading = (withBody: boolean): Operation<S3> => ({
  takes: [...OBJECT, ...READ_CONDITIONS, ...OVERRIDES, 'VersionId', 'Range', 'PartNumber', 'ChecksumMode'],
  inert: PAYER,
  run: (s3, input: Input<GetObjectRequest>, call) => {
    const version = wantedVersion(s3, input, call, 'GetObject', 'GetObjectVersion');
    const { blob, size } = version;
    if (checkRead(input, version)) throw notModified(version);
    const part = partRange(input, version);
    const range = part ?? byteRange(input.Range, size);
    const { start, end } = range ?? { start: 0, end: size - 1 };
    const output = {
      ...answer(s3, input, version),
      ...(range || input.ChecksumMode !== 'ENABLED' ? {} : checksumMembers(version.checksum)),
      ContentLength: end - start + 1,
      ContentRange: range && size > 0 ? `bytes ${start}-${end}/${size}` : undefined,
      PartsCount: part && version.parts ? part.parts : undefined,
    };
    if (!withBody || size === 0) return output;
    // Opened in the turn in which the version was found: a writer may replace it in the next one.
    const file = s3.buckets.get(input.Bucket).objects.blobs.open(blob);
    return { ...output, Body: createReadStream('', { fd: file, start, end, highWaterMark: 1 << 20 }) };
  },
});

export const getObject = reading(true);
export const headObject = reading(false);
