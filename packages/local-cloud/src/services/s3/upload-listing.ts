import { memberOf } from './checksums.ts';
import { type Entry, encoder, listEntries, ownerOf, pageSize } from './listing.ts';
import { uploadOf } from './multipart.ts';
import {
  authorizeBucket,
  authorizeObject,
  bucketOf,
  type S3Operation,
  type S3Request,
  sendXml,
} from './request.ts';
import { SortedKeys } from './sorted-keys.ts';
import type { Upload } from './uploads.ts';

const checksumMembers = ({ checksum }: Upload): Record<string, unknown> =>
  checksum ? { ChecksumAlgorithm: checksum.algorithm.toUpperCase(), ChecksumType: checksum.type } : {};

export const listParts: S3Operation = (request) => {
  authorizeObject(request, 'ListMultipartUploadParts');
  const { query } = request;
  const upload = uploadOf(request);
  const most = pageSize(query, 'max-parts');
  const after = Number(query.get('part-number-marker') ?? 0);
  const rest = bucketOf(request)
    .uploads.parts(upload.id)
    .filter(({ number }) => number > after);
  const page = rest.slice(0, most);
  sendXml(request, 'ListPartsResult', {
    Bucket: request.bucket,
    Key: encoder(query)(request.key),
    UploadId: upload.id,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.number ?? 0,
    MaxParts: most,
    IsTruncated: page.length < rest.length,
    Part: page.map(({ number, md5, size, lastModified, checksum }) => ({
      PartNumber: number,
      LastModified: new Date(lastModified).toISOString(),
      ETag: `"${md5}"`,
      Size: size,
      ...(checksum ? { [memberOf(checksum.algorithm)]: checksum.value } : {}),
    })),
    Initiator: ownerOf(request),
    Owner: ownerOf(request),
    StorageClass: upload.placement?.['x-amz-storage-class'] ?? 'STANDARD',
    ...checksumMembers(upload),
  });
};

interface UploadPage {
  readonly uploads: Upload[];
  readonly prefixes: string[];
  /** Where the next page goes on: behind an upload, or behind all that share a prefix. */
  readonly next: { readonly key: string; readonly id?: string } | undefined;
}

/** Uploads of one key, of the marker's own key those behind the marked one; in the order of their start. */
function uploadsOf(all: ReadonlyMap<string, Upload[]>, key: string, behind: string | null): Upload[] {
  const uploads = all.get(key) ?? [];
  return behind === null ? uploads : uploads.slice(uploads.findIndex(({ id }) => id === behind) + 1);
}

/** "ListMultipartUploads", Amazon S3 API reference: uploads and common prefixes count alike, `max-uploads` limits both. */
function pageOf(request: S3Request): UploadPage {
  const { query } = request;
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter') ?? ''];
  const after = query.get('key-marker') ?? '';
  // Without a key marker the upload id marker is ignored, says the reference.
  const behind = after === '' ? null : query.get('upload-id-marker') || null;
  const all = Map.groupBy(bucketOf(request).uploads.all(), ({ key }) => key);
  const marked: Entry[] = behind !== null && all.has(after) ? [{ kind: 'key', name: after }] : [];
  const entries = listEntries(new SortedKeys(all.keys()), { prefix, delimiter, after }, () => true);
  const page = { uploads: [] as Upload[], prefixes: [] as string[] };
  const most = pageSize(query, 'max-uploads');
  let last: UploadPage['next'];
  for (const { kind, name } of [...marked, ...entries]) {
    const own = kind === 'prefix' ? [undefined] : uploadsOf(all, name, name === after ? behind : null);
    for (const upload of own) {
      if (page.uploads.length + page.prefixes.length >= most) return { ...page, next: last };
      if (upload) page.uploads.push(upload);
      else page.prefixes.push(name);
      last = { key: name, ...(upload ? { id: upload.id } : {}) };
    }
  }
  return { ...page, next: undefined };
}

export const listUploads: S3Operation = (request) => {
  const { query } = request;
  bucketOf(request);
  authorizeBucket(request, 'ListBucketMultipartUploads');
  const encode = encoder(query);
  const delimiter = query.get('delimiter') ?? '';
  const { uploads, prefixes, next } = pageOf(request);
  sendXml(request, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    KeyMarker: encode(query.get('key-marker') ?? ''),
    UploadIdMarker: query.get('upload-id-marker') ?? '',
    NextKeyMarker: next && encode(next.key),
    NextUploadIdMarker: next?.id,
    Prefix: encode(query.get('prefix') ?? ''),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxUploads: pageSize(query, 'max-uploads'),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: next !== undefined,
    Upload: uploads.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: ownerOf(request),
      Owner: ownerOf(request),
      StorageClass: upload.placement?.['x-amz-storage-class'] ?? 'STANDARD',
      Initiated: new Date(upload.startedAt).toISOString(),
      ...checksumMembers(upload),
    })),
    CommonPrefixes: prefixes.map((name) => ({ Prefix: encode(name) })),
  });
};
