import { invalidArgument } from './failures.ts';
import type { Version } from './object-store.ts';
import { authorizeBucket, type S3Operation, type S3Request, sendXml } from './request.ts';

const LONGEST_PAGE = 1000;

interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxKeys: number;
  /** Keys up to this one are on earlier pages. */
  readonly after: string;
}

interface Page {
  readonly keys: string[];
  readonly commonPrefixes: string[];
  /** Last key or common prefix of a page that is not the last. */
  readonly next: string | undefined;
}

const after = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) > 0;

/** Index of the first key that is not before `text`. */
function firstFrom(keys: readonly string[], text: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (after(text, keys[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One page of keys in byte order; keys that share what stands before the delimiter become one common prefix. */
export function listPage(keys: readonly string[], { prefix, delimiter, maxKeys, after: last }: Wanted): Page {
  const page: { keys: string[]; commonPrefixes: string[] } = { keys: [], commonPrefixes: [] };
  let newest = last;
  for (let index = firstFrom(keys, after(last, prefix) ? last : prefix); index < keys.length; index += 1) {
    const key = keys[index] ?? '';
    if (!key.startsWith(prefix)) break;
    if (last !== '' && !after(key, last)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = end < 0 ? key : key.slice(0, end + delimiter.length);
    if (entry === newest || (end >= 0 && entry === last)) continue;
    if (end >= 0 && page.commonPrefixes.at(-1) === entry) continue;
    if (page.keys.length + page.commonPrefixes.length >= maxKeys)
      return { ...page, next: maxKeys === 0 ? undefined : newest };
    (end < 0 ? page.keys : page.commonPrefixes).push(entry);
    newest = entry;
  }
  return { ...page, next: undefined };
}

function sizeOf(query: URLSearchParams): number {
  const text = query.get('max-keys');
  const size = text === null ? LONGEST_PAGE : Number(text);
  if (!Number.isInteger(size) || size < 0)
    throw invalidArgument(`max-keys must be a number from 0, not ${text}`);
  return Math.min(size, LONGEST_PAGE);
}

const encoder = (query: URLSearchParams): ((text: string) => string) =>
  query.get('encoding-type') === 'url'
    ? (text) => encodeURIComponent(text).replaceAll('%2F', '/')
    : (text) => text;

const contents = (key: string, version: Version): Record<string, unknown> => ({
  Key: key,
  LastModified: new Date(version.lastModified).toISOString(),
  ETag: `"${version.etag}"`,
  Size: version.size,
  StorageClass: 'STANDARD',
});

function currentKeys({ buckets, bucket }: S3Request): readonly string[] {
  const { objects } = buckets.get(bucket);
  return objects.versioned ? objects.keys().filter((key) => objects.current(key)) : objects.keys();
}

/** ListObjectsV2, and ListObjects where `list-type` is absent. */
export const listObjects: S3Operation = (request) => {
  const { query, buckets, bucket } = request;
  const { objects } = buckets.get(bucket);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  authorizeBucket(request, 'ListBucket', {
    's3:prefix': prefix,
    ...(delimiter === '' ? {} : { 's3:delimiter': delimiter }),
  });
  const version2 = query.get('list-type') === '2';
  const token = query.get('continuation-token');
  const start = version2
    ? token === null
      ? (query.get('start-after') ?? '')
      : Buffer.from(token, 'base64url').toString()
    : (query.get('marker') ?? '');
  const maxKeys = sizeOf(query);
  const page = listPage(currentKeys(request), { prefix, delimiter, maxKeys, after: start });
  const encode = encoder(query);
  const owner =
    !version2 || query.get('fetch-owner') === 'true'
      ? { Owner: { ID: request.kernel.accountId, DisplayName: 'local' } }
      : {};
  const found = page.keys.flatMap((key) => {
    const current = objects.current(key);
    return current ? [{ ...contents(encode(key), current), ...owner }] : [];
  });
  sendXml(request, 'ListBucketResult', {
    Name: bucket,
    Prefix: encode(prefix),
    ...(delimiter === '' ? {} : { Delimiter: encode(delimiter) }),
    MaxKeys: maxKeys,
    ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
    IsTruncated: page.next !== undefined,
    ...(version2
      ? pagingV2(query, page, found.length + page.commonPrefixes.length, encode)
      : { Marker: encode(start), ...(page.next === undefined ? {} : { NextMarker: encode(page.next) }) }),
    Contents: found,
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
};

const pagingV2 = (
  query: URLSearchParams,
  { next }: Page,
  count: number,
  encode: (text: string) => string,
): Record<string, unknown> => ({
  KeyCount: count,
  ...(query.has('start-after') ? { StartAfter: encode(query.get('start-after') ?? '') } : {}),
  ...(query.has('continuation-token') ? { ContinuationToken: query.get('continuation-token') } : {}),
  ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(next).toString('base64url') }),
});

/** ListObjectVersions, whole keys a page. */
export const listVersions: S3Operation = (request) => {
  const { query, buckets, bucket } = request;
  const { objects } = buckets.get(bucket);
  const prefix = query.get('prefix') ?? '';
  authorizeBucket(request, 'ListBucketVersions', { 's3:prefix': prefix });
  const page = listPage(objects.keys(), {
    prefix,
    delimiter: query.get('delimiter') ?? '',
    maxKeys: sizeOf(query),
    after: query.get('key-marker') ?? '',
  });
  const encode = encoder(query);
  const versions = page.keys.flatMap((key) =>
    objects.versions(key).map((version, index) => ({ key: encode(key), version, latest: index === 0 })),
  );
  const shape = ({ key, version, latest }: (typeof versions)[number]): Record<string, unknown> => ({
    ...(version.deleteMarker
      ? { Key: key, LastModified: new Date(version.lastModified).toISOString() }
      : contents(key, version)),
    VersionId: version.versionId,
    IsLatest: latest,
  });
  sendXml(request, 'ListVersionsResult', {
    Name: bucket,
    Prefix: encode(prefix),
    MaxKeys: sizeOf(query),
    IsTruncated: page.next !== undefined,
    ...(page.next === undefined ? {} : { NextKeyMarker: encode(page.next) }),
    ...(query.get('encoding-type') === 'url' ? { EncodingType: 'url' } : {}),
    Version: versions.filter(({ version }) => !version.deleteMarker).map(shape),
    DeleteMarker: versions.filter(({ version }) => version.deleteMarker).map(shape),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  });
};
