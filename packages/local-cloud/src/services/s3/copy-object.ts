import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { CopyObjectRequest } from '@aws-sdk/client-s3';
import type { Call } from '../../aws/call.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { checksums } from '../../wire/content/checksums.ts';
import { invalidArgument, invalidRequest, notImplemented } from '../../wire/content/failures.ts';
import { checkRead, writeCheck } from './conditions.ts';
import { checksumMembers, DESCRIPTION, encryptionMembers, keptHeaders, placementOf } from './description.ts';
import { noSuchKey, noSuchVersion, preconditionFailed } from './failures.ts';
import type { ObjectStore, StoredChecksum, Version } from './object-store.ts';
import { checkNewObject, commit, versionMember, WRITES } from './put-object.ts';
import { type Addressed, OBJECT, PAYER, type S3 } from './state.ts';
import { tagsOfText } from './tags.ts';

/** Members that name the source of a copy, and ask something of it. */
export const SOURCE = [
  ...['CopySource', 'ExpectedSourceBucketOwner', 'CopySourceIfMatch', 'CopySourceIfNoneMatch'],
  ...['CopySourceIfModifiedSince', 'CopySourceIfUnmodifiedSince'],
];

interface FromSource extends Addressed {
  readonly CopySource: string;
  readonly ExpectedSourceBucketOwner?: string;
  readonly CopySourceIfMatch?: string;
  readonly CopySourceIfNoneMatch?: string;
  readonly CopySourceIfModifiedSince?: Date;
  readonly CopySourceIfUnmodifiedSince?: Date;
}

interface Address {
  readonly Bucket: string;
  readonly Key: string;
  readonly versionId: string | undefined;
}

export interface CopySource extends Address {
  readonly version: Version;
  readonly objects: ObjectStore;
}

/** Source of a copy: `/bucket/key?versionId=…`, encoded. */
function addressedSource({ CopySource: text }: FromSource): Address {
  const mark = text.indexOf('?versionId=');
  const [path, versionId] = mark < 0 ? [text, undefined] : [text.slice(0, mark), text.slice(mark + 11)];
  const [bucket = '', ...key] = path.replace(/^\//, '').split('/');
  if (bucket.startsWith('arn:')) throw notImplemented('a copy from an access point');
  try {
    return { Bucket: decodeURIComponent(bucket), Key: decodeURIComponent(key.join('/')), versionId };
  } catch {
    throw invalidArgument('Invalid copy source encoding.');
  }
}

/** The version to copy, after the permissions and conditions of the copy's source. */
export function copySource(s3: S3, input: FromSource, call: Call): CopySource {
  const source = addressedSource(input);
  const { versionId, Bucket, Key } = source;
  if (Key === '') throw invalidArgument('Invalid copy source object key');
  s3.checkOwner('x-amz-source-expected-bucket-owner', input.ExpectedSourceBucketOwner);
  const { objects } = s3.buckets.get(Bucket);
  s3.authorizeObject(call, input, versionId === undefined ? 'GetObject' : 'GetObjectVersion', source);
  const version = versionId === undefined ? objects.current(Key) : objects.version(Key, versionId);
  if (!version) {
    s3.authorizeBucket(call, input, 'ListBucket', { 's3:prefix': Key }, Bucket);
    throw versionId === undefined ? noSuchKey(Key) : noSuchVersion(Key, versionId);
  }
  if (version.deleteMarker)
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  const conditions = {
    IfMatch: input.CopySourceIfMatch,
    IfNoneMatch: input.CopySourceIfNoneMatch,
    IfModifiedSince: input.CopySourceIfModifiedSince,
    IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
  };
  if (checkRead(conditions, version)) throw preconditionFailed('x-amz-copy-source-If-None-Match');
  return { ...source, version, objects };
}

/** ETag and checksum of a copy: those of its bytes, which differ from the source's where that was put in parts. */
async function describe(
  objects: ObjectStore,
  blob: string,
  source: Version,
  algorithm: string | undefined,
): Promise<{ etag: string; checksum?: StoredChecksum }> {
  const { checksum: kept } = source;
  const asked = algorithm ?? kept?.algorithm;
  const keeps = kept?.type === 'FULL_OBJECT' && kept.algorithm === asked;
  if (!source.etag.includes('-') && (asked === undefined || keeps))
    return { etag: source.etag, ...(keeps && kept ? { checksum: kept } : {}) };
  const md5 = createHash('md5');
  const sum = asked === undefined ? undefined : checksums[asked]?.();
  const stream = createReadStream(objects.blobs.path(blob), { highWaterMark: 1 << 20 });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    md5.update(chunk);
    sum?.update(chunk);
  }
  const checksum: StoredChecksum | undefined =
    sum && asked !== undefined ? { algorithm: asked, value: sum.digest(), type: 'FULL_OBJECT' } : undefined;
  return { etag: md5.digest('hex'), ...(checksum ? { checksum } : {}) };
}

/** A directive of a copy: COPY unless REPLACE. */
function replaces(value: string | undefined, what: string): boolean {
  if (value !== undefined && value !== 'COPY' && value !== 'REPLACE')
    throw invalidRequest(`Unknown ${what} directive: ${value}`);
  return value === 'REPLACE';
}

/** Tags of the copy, and the permissions that go with them. */
function copiedTags(
  s3: S3,
  input: Input<CopyObjectRequest>,
  call: Call,
  source: CopySource,
): Pick<Version, 'tags'> {
  if (replaces(input.TaggingDirective, 'tagging')) return tagsOfText(input.Tagging);
  const { versionId, version } = source;
  const { tags } = version;
  if (!tags || Object.keys(tags).length === 0) return {};
  const action = versionId === undefined ? 'GetObjectTagging' : 'GetObjectVersionTagging';
  s3.authorizeObject(call, input, action, source);
  s3.authorizeObject(call, input, 'PutObjectTagging');
  return { tags };
}

function checkSelfCopy(input: Input<CopyObjectRequest>, source: CopySource, replaced: boolean): void {
  const changes = replaced || placementOf(input).placement !== undefined;
  const same = source.Bucket === input.Bucket && source.Key === input.Key && source.versionId === undefined;
  if (same && !changes)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}

/** The algorithm of a checksum that S3 shall compute; throws InvalidRequest on one that is not known here. */
export function askedAlgorithm(name: string | undefined): string | undefined {
  const algorithm = name?.toLowerCase();
  if (algorithm !== undefined && !Object.hasOwn(checksums, algorithm))
    throw invalidRequest(`Checksum algorithm provided is unsupported: ${algorithm}`);
  return algorithm;
}

export const copyObject: Operation<S3> = {
  takes: [
    ...[...OBJECT, ...DESCRIPTION, ...SOURCE, 'MetadataDirective', 'TaggingDirective'],
    ...['ChecksumAlgorithm', 'IfMatch', 'IfNoneMatch'],
  ],
  inert: PAYER,
  note: WRITES,
  run: async (s3, input: Input<CopyObjectRequest>, call) => {
    const { Key } = input;
    const bucket = checkNewObject(s3, input, call);
    const { objects } = bucket;
    const source = copySource(s3, input, call);
    const replaced = replaces(input.MetadataDirective, 'metadata');
    checkSelfCopy(input, source, replaced);
    const check = writeCheck(input, Key);
    check(objects.current(Key));
    const tags = copiedTags(s3, input, call, source);
    const headers = replaced ? keptHeaders(input) : source.version.headers;
    const algorithm = askedAlgorithm(input.ChecksumAlgorithm);
    const placement = placementOf(input);
    const blob = source.objects.blobs.duplicate(source.version.blob, objects.blobs);
    const described = await describe(objects, blob, source.version, algorithm);
    const { size } = source.version;
    const lastModified = s3.now();
    const version = commit(objects, blob, () =>
      objects.put(Key, { ...tags, ...placement, ...described, headers, size, blob, lastModified }, check),
    );
    return {
      CopyObjectResult: {
        LastModified: new Date(lastModified),
        ETag: `"${version.etag}"`,
        ...checksumMembers(version.checksum),
      },
      ...versionMember(bucket, version),
      CopySourceVersionId: source.objects.versioning && source.version.versionId,
      ...encryptionMembers(version),
    };
  },
};
