import type { ListObjectVersionsRequest } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument } from '../../wire/content/failures.ts';
import {
  contents,
  type Entry,
  encoder,
  firstPage,
  LISTING,
  listContext,
  listEntries,
  listingMembers,
  type Page,
  pageSize,
} from './listing.ts';
import type { ObjectStore, Version } from './object-store.ts';
import { PAYER, type S3 } from './state.ts';
import { checkVersionId } from './version.ts';

type Asked = Input<ListObjectVersionsRequest>;

interface Row {
  readonly key: string;
  readonly version: Version;
  readonly latest: boolean;
}

function rowsOf(objects: ObjectStore, key: string, behind: string | undefined): Row[] {
  const rows = objects.versions(key).map((version, index) => ({ key, version, latest: index === 0 }));
  if (behind === undefined) return rows;
  return rows.slice(rows.findIndex(({ version }) => version.versionId === behind) + 1);
}

/** Entries from the marker on: the marker's own key comes again where a version id says that it has more. */
function* entriesOf(input: Asked, objects: ObjectStore): Generator<Entry> {
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: after = '', VersionIdMarker } = input;
  if (VersionIdMarker !== undefined && after.startsWith(prefix)) yield { kind: 'key', name: after };
  yield* listEntries(objects.keys, { prefix, delimiter, after }, () => true);
}

function pageOf(input: Asked, objects: ObjectStore): Page<Row> {
  const { KeyMarker = '', VersionIdMarker } = input;
  if (VersionIdMarker !== undefined && KeyMarker === '')
    throw invalidArgument('A version-id marker cannot be specified without a key marker.');
  if (VersionIdMarker !== undefined) checkVersionId(VersionIdMarker);
  return firstPage(entriesOf(input, objects), pageSize(input.MaxKeys, 'max-keys'), (key) =>
    rowsOf(objects, key, key === KeyMarker ? VersionIdMarker : undefined),
  );
}

export const listVersions: Operation<S3> = {
  takes: [...LISTING, 'MaxKeys', 'KeyMarker', 'VersionIdMarker'],
  inert: PAYER,
  run: (s3, input: Asked, call) => {
    const { objects } = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'ListBucketVersions', listContext(input));
    const { items, prefixes, next } = pageOf(input, objects);
    const encode = encoder(input.EncodingType);
    const shape = ({ key, version, latest }: Row): Shape => ({
      ...(version.deleteMarker
        ? { Key: encode(key), LastModified: new Date(version.lastModified) }
        : contents(encode(key), version)),
      VersionId: version.versionId,
      IsLatest: latest,
      Owner: s3.owner,
    });
    return {
      ...listingMembers(input, prefixes, next !== undefined),
      Name: input.Bucket,
      MaxKeys: pageSize(input.MaxKeys, 'max-keys'),
      KeyMarker: encode(input.KeyMarker ?? ''),
      VersionIdMarker: input.VersionIdMarker ?? '',
      NextKeyMarker: next && encode(next.name),
      NextVersionIdMarker: next?.item?.version.versionId,
      Versions: items.filter(({ version }) => !version.deleteMarker).map(shape),
      DeleteMarkers: items.filter(({ version }) => version.deleteMarker).map(shape),
    };
  },
};
