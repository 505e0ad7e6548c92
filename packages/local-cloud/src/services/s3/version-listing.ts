import { invalidArgument } from './failures.ts';
import { contents, type Entry, encoder, listContext, listEntries, ownerOf, pageSize } from './listing.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { authorizeBucket, bucketOf, type S3Operation, type S3Request, sendXml } from './request.ts';

interface Row {
  readonly key: string;
  readonly version: Version;
  readonly latest: boolean;
}
interface VersionPage {
  readonly rows: Row[];
  readonly prefixes: string[];
  /** Where the next page goes on. */
  readonly next: { readonly key: string; readonly versionId?: string } | undefined;
}

function rowsOf(objects: ObjectStore, key: string, behind: string | undefined): Row[] {
  const rows = objects.versions(key).map((version, index) => ({ key, version, latest: index === 0 }));
  if (behind === undefined) return rows;
  return rows.slice(rows.findIndex(({ version }) => version.versionId === behind) + 1);
}

/** Entries from the marker on: the marker's own key comes again where a version id says that it has more. */
function* entriesOf(
  request: S3Request,
  objects: ObjectStore,
  keyMarker: string,
  versionMarker: string | null,
): Generator<Entry> {
  const { query } = request;
  const prefix = query.get('prefix') ?? '';
  if (versionMarker !== null && keyMarker.startsWith(prefix)) yield { kind: 'key', name: keyMarker };
  const wanted = { prefix, delimiter: query.get('delimiter') ?? '', after: keyMarker };
  yield* listEntries(objects.keys, wanted, () => true);
}

function pageOf(request: S3Request, objects: ObjectStore): VersionPage {
  const { query } = request;
  const most = pageSize(query, 'max-keys');
  const keyMarker = query.get('key-marker') ?? '';
  const versionMarker = query.get('version-id-marker');
  if (versionMarker !== null && keyMarker === '')
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  const page: { rows: Row[]; prefixes: string[] } = { rows: [], prefixes: [] };
  let last: VersionPage['next'];
  const full = (): boolean => page.rows.length + page.prefixes.length >= most;
  for (const { kind, name } of entriesOf(request, objects, keyMarker, versionMarker)) {
    const behind = versionMarker !== null && name === keyMarker ? versionMarker : undefined;
    const rows = kind === 'key' ? rowsOf(objects, name, behind) : [];
    if (kind === 'prefix') {
      if (full()) return { ...page, next: last };
      page.prefixes.push(name);
      last = { key: name };
    }
    for (const row of rows) {
      if (full()) return { ...page, next: last };
      page.rows.push(row);
      last = { key: name, versionId: row.version.versionId };
    }
  }
  return { ...page, next: undefined };
}

export const listVersions: S3Operation = (request) => {
  const { query, bucket } = request;
  const { objects } = bucketOf(request);
  authorizeBucket(request, 'ListBucketVersions', listContext(query));
  const page = pageOf(request, objects);
  const encode = encoder(query);
  const shape = ({ key, version, latest }: Row): Record<string, unknown> => ({
    ...(version.deleteMarker
      ? { Key: encode(key), LastModified: new Date(version.lastModified).toISOString() }
      : contents(encode(key), version)),
    VersionId: version.versionId,
    IsLatest: latest,
    Owner: ownerOf(request),
  });
  sendXml(request, 'ListVersionsResult', {
    IsTruncated: page.next !== undefined && pageSize(query, 'max-keys') > 0,
    KeyMarker: encode(query.get('key-marker') ?? ''),
    VersionIdMarker: query.get('version-id-marker') ?? '',
    NextKeyMarker: page.next && encode(page.next.key),
    NextVersionIdMarker: page.next?.versionId,
    Version: page.rows.filter(({ version }) => !version.deleteMarker).map(shape),
    DeleteMarker: page.rows.filter(({ version }) => version.deleteMarker).map(shape),
    Name: bucket,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: query.get('delimiter') ? encode(query.get('delimiter') ?? '') : undefined,
    MaxKeys: pageSize(query, 'max-keys'),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    EncodingType: query.get('encoding-type') ?? undefined,
  });
};
