import { invalidArgument } from './failures.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { authorizeBucket, bucketOf, type S3Operation, type S3Request, sendXml } from './request.ts';
import type { SortedKeys } from './sorted-keys.ts';
import { byBytes } from './sorted-keys.ts';

const LONGEST_PAGE = 1000;

export interface Wanted {
  readonly prefix: string;
  readonly delimiter: string;
  /** Keys and common prefixes up to this one are on earlier pages. */
  readonly after: string;
}

/** A key, or what several keys share before the delimiter. */
export interface Entry {
  readonly kind: 'key' | 'prefix';
  readonly name: string;
}

/** What a listing shows, in byte order; `shows` says which keys count, e.g. not those behind a delete marker. */
export function* listEntries(
  keys: SortedKeys,
  { prefix, delimiter, after }: Wanted,
  shows: (key: string) => boolean,
): Generator<Entry> {
  let common: string | undefined;
  const start = byBytes(after, prefix) > 0 ? after : prefix;
  for (let index = keys.firstFrom(start); index < keys.length; index += 1) {
    const key = keys.at(index) ?? '';
    if (!key.startsWith(prefix)) return;
    if (key === after || !shows(key)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      yield { kind: 'key', name: key };
      continue;
    }
    const shared = key.slice(0, end + delimiter.length);
    if (shared === common || shared === after) continue;
    common = shared;
    yield { kind: 'prefix', name: shared };
  }
}

export interface Page {
  readonly keys: string[];
  readonly prefixes: string[];
  /** Last entry of a page that is not the last. */
  readonly next: string | undefined;
}

/** The first `most` entries; none is no page that goes on. */
export function firstPage(entries: Iterable<Entry>, most: number): Page {
  const page: Page = { keys: [], prefixes: [], next: undefined };
  let last: string | undefined;
  for (const { kind, name } of entries) {
    if (page.keys.length + page.prefixes.length >= most) return { ...page, next: last };
    (kind === 'key' ? page.keys : page.prefixes).push(name);
    last = name;
  }
  return page;
}

/** A size of pages, 1000 at most and unless it is given; throws InvalidArgument. */
export function pageSize(query: URLSearchParams, name: string): number {
  const text = query.get(name);
  const size = text === null || text === '' ? LONGEST_PAGE : Number(text);
  if (!Number.isInteger(size) || size < 0 || size > 2 ** 31 - 1)
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647, not ${text}`);
  return Math.min(size, LONGEST_PAGE);
}

/** Keys as the client asked for them: as they are, or encoded for an URL. */
export function encoder(query: URLSearchParams): (text: string) => string {
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request');
  return encoding === 'url' ? (text) => encodeURIComponent(text).replaceAll('%2F', '/') : (text) => text;
}

/** Members of an object in a listing. */
export const contents = (key: string, version: Version): Record<string, unknown> => ({
  Key: key,
  LastModified: new Date(version.lastModified).toISOString(),
  ETag: `"${version.etag}"`,
  ...(version.checksum
    ? { ChecksumAlgorithm: version.checksum.algorithm.toUpperCase(), ChecksumType: version.checksum.type }
    : {}),
  Size: version.size,
  StorageClass: version.placement?.['x-amz-storage-class'] ?? 'STANDARD',
});

export const ownerOf = ({ kernel }: S3Request): object => ({ ID: kernel.accountId, DisplayName: 'local' });

/** The condition keys of listings: "Actions, resources, and condition keys for Amazon S3". */
export const listContext = (query: URLSearchParams): Record<string, string> => ({
  's3:prefix': query.get('prefix') ?? '',
  ...(query.has('delimiter') ? { 's3:delimiter': query.get('delimiter') ?? '' } : {}),
  ...(query.has('max-keys') ? { 's3:max-keys': query.get('max-keys') ?? '' } : {}),
});

function pageOf({ query }: S3Request, objects: ObjectStore, after: string): Page {
  const wanted = { prefix: query.get('prefix') ?? '', delimiter: query.get('delimiter') ?? '', after };
  const shows = (key: string): boolean => objects.current(key) !== undefined;
  return firstPage(listEntries(objects.keys, wanted, shows), pageSize(query, 'max-keys') || 0);
}

function common(request: S3Request, page: Page, withOwner: boolean): Record<string, unknown> {
  const { query, bucket } = request;
  const { objects } = bucketOf(request);
  const encode = encoder(query);
  const owner = withOwner ? { Owner: ownerOf(request) } : {};
  return {
    Contents: page.keys.flatMap((key) => {
      const version = objects.current(key);
      return version ? [{ ...contents(encode(key), version), ...owner }] : [];
    }),
    Name: bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: query.get('delimiter') ? encode(query.get('delimiter') ?? '') : undefined,
    MaxKeys: pageSize(query, 'max-keys'),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    EncodingType: query.get('encoding-type') ?? undefined,
  };
}

const isTruncated = ({ next }: Page, query: URLSearchParams): boolean =>
  next !== undefined && pageSize(query, 'max-keys') > 0;

export const listObjectsV2: S3Operation = (request) => {
  const { query } = request;
  const { objects } = bucketOf(request);
  authorizeBucket(request, 'ListBucket', listContext(query));
  const token = query.get('continuation-token');
  if (token === '') throw invalidArgument('The continuation token provided is incorrect');
  const after =
    token === null ? (query.get('start-after') ?? '') : Buffer.from(token, 'base64url').toString();
  const page = pageOf(request, objects, after);
  const startAfter = query.get('start-after');
  sendXml(request, 'ListBucketResult', {
    IsTruncated: isTruncated(page, query),
    ...common(request, page, query.get('fetch-owner') === 'true'),
    KeyCount: page.keys.length + page.prefixes.length,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    StartAfter: startAfter === null ? undefined : encoder(query)(startAfter),
  });
};

export const listObjects: S3Operation = (request) => {
  const { query } = request;
  const { objects } = bucketOf(request);
  authorizeBucket(request, 'ListBucket', listContext(query));
  const marker = query.get('marker') ?? '';
  const page = pageOf(request, objects, marker);
  const encode = encoder(query);
  sendXml(request, 'ListBucketResult', {
    IsTruncated: isTruncated(page, query),
    Marker: encode(marker),
    // S3 names the next marker only where a delimiter is; without one it is the last key.
    NextMarker: page.next !== undefined && query.get('delimiter') ? encode(page.next) : undefined,
    ...common(request, page, true),
  });
};
