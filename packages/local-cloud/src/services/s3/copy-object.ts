import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../aws/errors.ts';
import { checksums, memberOf } from './checksums.ts';
import { checkRead, writeCheck } from './conditions.ts';
import {
  invalidArgument,
  invalidRequest,
  noSuchKey,
  noSuchVersion,
  notImplemented,
  preconditionFailed,
} from './failures.ts';
import { encryptionHeaders, keptHeaders, placementOf, replaces, tagsOf } from './headers.ts';
import type { ObjectStore, StoredChecksum, Version } from './object-store.ts';
import { checkNewObject, commit, versionHeader } from './put-object.ts';
import {
  authorizeBucket,
  authorizeObject,
  bucketOf,
  now,
  type S3Operation,
  type S3Request,
  sendXml,
} from './request.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly version: Version;
  readonly objects: ObjectStore;
}

/** Source of a copy: `/bucket/key?versionId=…`, encoded. */
function addressedSource(req: IncomingMessage): {
  bucket: string;
  key: string;
  versionId: string | undefined;
} {
  const header = String(req.headers['x-amz-copy-source']);
  const mark = header.indexOf('?versionId=');
  const [path, versionId] = mark < 0 ? [header, undefined] : [header.slice(0, mark), header.slice(mark + 11)];
  const [bucket = '', ...key] = path.replace(/^\//, '').split('/');
  if (bucket.startsWith('arn:')) throw notImplemented('a copy from an access point');
  try {
    return { bucket: decodeURIComponent(bucket), key: decodeURIComponent(key.join('/')), versionId };
  } catch {
    throw invalidArgument('Invalid copy source encoding.');
  }
}

/** The version to copy, after the permissions and conditions of the copy's source. */
export function copySource(request: S3Request): CopySource {
  const source = addressedSource(request.req);
  const { versionId, key } = source;
  if (source.key === '') throw invalidArgument('Invalid copy source object key');
  const { objects } = request.buckets.get(source.bucket);
  authorizeObject(request, versionId === undefined ? 'GetObject' : 'GetObjectVersion', source);
  const version = versionId === undefined ? objects.current(key) : objects.version(key, versionId);
  if (!version) {
    authorizeBucket(request, 'ListBucket', { 's3:prefix': key }, source.bucket);
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
  }
  if (version.deleteMarker)
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  if (checkRead(request.req.headers, version, 'x-amz-copy-source-'))
    throw preconditionFailed('x-amz-copy-source-If-None-Match');
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

/** Tags of the copy, and the permissions that go with them. */
function copiedTags(request: S3Request, source: CopySource): { tags?: Readonly<Record<string, string>> } {
  const { headers } = request.req;
  if (replaces(headers['x-amz-tagging-directive'], 'tagging')) return tagsOf(headers['x-amz-tagging']);
  const { tags } = source.version;
  if (!tags || Object.keys(tags).length === 0) return {};
  authorizeObject(
    request,
    source.versionId === undefined ? 'GetObjectTagging' : 'GetObjectVersionTagging',
    source,
  );
  authorizeObject(request, 'PutObjectTagging');
  return { tags };
}

function checkSelfCopy(request: S3Request, source: CopySource, replaced: boolean): void {
  const changes = replaced || placementOf(request.req.headers).placement !== undefined;
  if (
    source.bucket === request.bucket &&
    source.key === request.key &&
    source.versionId === undefined &&
    !changes
  )
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
}

function askedAlgorithm(req: IncomingMessage): string | undefined {
  const algorithm = (req.headers['x-amz-checksum-algorithm'] as string | undefined)?.toLowerCase();
  if (algorithm !== undefined && !Object.hasOwn(checksums, algorithm))
    throw new ServiceError('InvalidRequest', `Checksum algorithm provided is unsupported: ${algorithm}`);
  return algorithm;
}

export const copyObject: S3Operation = async (request) => {
  const { req, key } = request;
  checkNewObject(request);
  const { objects } = bucketOf(request);
  const source = copySource(request);
  const replaced = replaces(req.headers['x-amz-metadata-directive'], 'metadata');
  checkSelfCopy(request, source, replaced);
  const check = writeCheck(req.headers, key);
  check(objects.current(key));
  const tags = copiedTags(request, source);
  const headers = replaced ? keptHeaders(req.headers) : source.version.headers;
  const algorithm = askedAlgorithm(req);
  const blob = source.objects.blobs.duplicate(source.version.blob, objects.blobs);
  const described = await describe(objects, blob, source.version, algorithm);
  const { size } = source.version;
  const lastModified = now(request);
  const version = commit(objects, blob, () =>
    objects.put(
      key,
      { ...tags, ...placementOf(req.headers), ...described, headers, size, blob, lastModified },
      check,
    ),
  );
  const sourceVersion = source.objects.versioning && {
    'x-amz-copy-source-version-id': source.version.versionId,
  };
  sendXml(
    request,
    'CopyObjectResult',
    {
      LastModified: new Date(lastModified).toISOString(),
      ETag: `"${version.etag}"`,
      ...(version.checksum
        ? {
            [memberOf(version.checksum.algorithm)]: version.checksum.value,
            ChecksumType: version.checksum.type,
          }
        : {}),
    },
    { ...versionHeader(objects, version), ...sourceVersion, ...encryptionHeaders(version) },
  );
};
