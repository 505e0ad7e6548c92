import type { ListObjectsRequest, ListObjectsV2Request } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument } from '../../wire/content/failures.ts';
import { continuationToken, continuedAfter } from './continuation.ts';
import { storageClassOf } from './description.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { byBytes, type SortedKeys } from './sorted-keys.ts';
import { BUCKET, PAYER, type S3 } from './state.ts';

const LONGEST_PAGE = 1000;
/** Members of every listing. */
export const LISTING = [...BUCKET, 'Prefix', 'Delimiter', 'EncodingType'];

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

export interface Page<T> {
  readonly items: T[];
  readonly prefixes: string[];
  /** Last entry of a page that is not the last, and the last item of it where it is a key. */
  readonly next: { readonly name: string; readonly item: T | undefined } | undefined;
}

/** The first `most` items of the entries' keys, and common prefixes; none is no page that goes on. */
export function firstPage<T>(
  entries: Iterable<Entry>,
  most: number,
  itemsOf: (key: string) => readonly T[],
): Page<T> {
  const [items, prefixes]: [T[], string[]] = [[], []];
  let last: Page<T>['next'];
  for (const { kind, name } of entries)
    for (const item of kind === 'prefix' ? [undefined] : itemsOf(name)) {
      if (items.length + prefixes.length >= most) return { items, prefixes, next: last };
      if (item === undefined) prefixes.push(name);
      else items.push(item);
      last = { name, item };
    }
  return { items, prefixes, next: undefined };
}

/** A size of pages, 1000 at most and unless it is given; throws InvalidArgument. */
export function pageSize(size: number | undefined, name: string): number {
  if (size !== undefined && (size < 0 || size > 2 ** 31 - 1))
    throw invalidArgument(`Argument ${name} must be an integer between 0 and 2147483647, not ${size}`);
  return Math.min(size ?? LONGEST_PAGE, LONGEST_PAGE);
}

/** What every listing is asked. */
export interface ListingInput {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly EncodingType?: string;
  readonly MaxKeys?: number;
}

/** Keys as the client asked for them: as they are, or encoded for an URL. */
export function encoder(encoding: string | undefined): (text: string) => string {
  if (encoding !== undefined && encoding !== 'url')
    throw invalidArgument('Invalid Encoding Method specified in Request');
  return encoding === 'url' ? (text) => encodeURIComponent(text).replaceAll('%2F', '/') : (text) => text;
}

/** Members of every listing's answer. */
export function listingMembers(input: ListingInput, prefixes: readonly string[], truncated: boolean): Shape {
  const { Prefix = '', Delimiter, EncodingType } = input;
  const encode = encoder(EncodingType);
  return {
    Prefix: encode(Prefix),
    Delimiter: Delimiter ? encode(Delimiter) : undefined,
    EncodingType,
    IsTruncated: truncated,
    CommonPrefixes: prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  };
}

/** Members of an object in a listing. */
export const contents = (key: string, version: Version): Shape => ({
  Key: key,
  LastModified: new Date(version.lastModified),
  ETag: `"${version.etag}"`,
  ...(version.checksum
    ? { ChecksumAlgorithm: [version.checksum.algorithm.toUpperCase()], ChecksumType: version.checksum.type }
    : {}),
  Size: version.size,
  StorageClass: storageClassOf(version),
});

/** The condition keys of listings: "Actions, resources, and condition keys for Amazon S3". */
export const listContext = ({ Prefix = '', Delimiter, MaxKeys }: ListingInput): Record<string, string> => ({
  's3:prefix': Prefix,
  ...(Delimiter === undefined ? {} : { 's3:delimiter': Delimiter }),
  ...(MaxKeys === undefined ? {} : { 's3:max-keys': String(MaxKeys) }),
});

/** A page of the current objects behind `after`. */
function pageOf(input: ListingInput, objects: ObjectStore, after: string): Page<[string, Version]> {
  const wanted = { prefix: input.Prefix ?? '', delimiter: input.Delimiter ?? '', after };
  const entries = listEntries(objects.keys, wanted, (key) => objects.current(key) !== undefined);
  return firstPage(entries, pageSize(input.MaxKeys, 'max-keys'), (key) => {
    const version = objects.current(key);
    return version ? [[key, version]] : [];
  });
}

/** What both listings of objects answer alike; `owner` where it is shown. */
function answer(input: ListingInput, page: Page<[string, Version]>, owner: object | undefined): Shape {
  const encode = encoder(input.EncodingType);
  return {
    ...listingMembers(input, page.prefixes, page.next !== undefined),
    Name: input.Bucket,
    MaxKeys: pageSize(input.MaxKeys, 'max-keys'),
    Contents: page.items.map(([key, version]) => ({ ...contents(encode(key), version), Owner: owner })),
  };
}

export const listObjectsV2: Operation<S3> = {
  takes: [...LISTING, 'MaxKeys', 'ContinuationToken', 'StartAfter', 'FetchOwner'],
  inert: PAYER,
  run: (s3, input: Input<ListObjectsV2Request>, call) => {
    const { objects } = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'ListBucket', listContext(input));
    const { ContinuationToken: token, StartAfter } = input;
    const after = token === undefined ? (StartAfter ?? '') : continuedAfter(token);
    const page = pageOf(input, objects, after);
    return {
      ...answer(input, page, input.FetchOwner ? s3.owner : undefined),
      KeyCount: page.items.length + page.prefixes.length,
      ContinuationToken: token,
      NextContinuationToken: continuationToken(page.next),
      StartAfter: StartAfter === undefined ? undefined : encoder(input.EncodingType)(StartAfter),
    };
  },
};

export const listObjects: Operation<S3> = {
  takes: [...LISTING, 'MaxKeys', 'Marker'],
  inert: PAYER,
  run: (s3, input: Input<ListObjectsRequest>, call) => {
    const { objects } = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'ListBucket', listContext(input));
    const { Marker = '', Delimiter } = input;
    const page = pageOf(input, objects, Marker);
    const encode = encoder(input.EncodingType);
    return {
      ...answer(input, page, s3.owner),
      Marker: encode(Marker),
      // S3 names the next marker only where a delimiter is; without one it is the last key.
      NextMarker: page.next && Delimiter ? encode(page.next.name) : undefined,
    };
  },
};
