import { memberOf } from './checksums.ts';
import { encoder, firstPage, listEntries, ownerOf, pageSize } from './listing.ts';
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

/** Uploads behind the markers: of the marker's own key those after the marked one. */
function uploadsAfter(request: S3Request): Upload[] {
  const { query } = request;
  const keyMarker = query.get('key-marker') ?? '';
  const idMarker = query.get('upload-id-marker');
  const all = bucketOf(request).uploads.all();
  const marked =
    idMarker === null ? -1 : all.findIndex(({ id, key }) => id === idMarker && key === keyMarker);
  if (marked >= 0) return all.slice(marked + 1);
  return keyMarker === '' ? all : all.filter(({ key }) => key > keyMarker);
}

export const listUploads: S3Operation = (request) => {
  const { query } = request;
  bucketOf(request);
  authorizeBucket(request, 'ListBucketMultipartUploads');
  const encode = encoder(query);
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const most = pageSize(query, 'max-uploads');
  const uploads = uploadsAfter(request);
  const keys = new SortedKeys(new Set(uploads.map(({ key }) => key)));
  const shown = firstPage(
    listEntries(keys, { prefix, delimiter, after: '' }, () => true),
    Number.MAX_SAFE_INTEGER,
  );
  const found = uploads.filter(({ key }) => shown.keys.includes(key));
  const page = found.slice(0, most);
  const last = page.at(-1);
  sendXml(request, 'ListMultipartUploadsResult', {
    Bucket: request.bucket,
    KeyMarker: encode(query.get('key-marker') ?? ''),
    UploadIdMarker: query.get('upload-id-marker') ?? '',
    ...(page.length < found.length && last
      ? { NextKeyMarker: encode(last.key), NextUploadIdMarker: last.id }
      : {}),
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxUploads: most,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.length < found.length,
    Upload: page.map((upload) => ({
      Key: encode(upload.key),
      UploadId: upload.id,
      Initiator: ownerOf(request),
      Owner: ownerOf(request),
      StorageClass: upload.placement?.['x-amz-storage-class'] ?? 'STANDARD',
      Initiated: new Date(upload.startedAt).toISOString(),
      ...checksumMembers(upload),
    })),
    CommonPrefixes: shown.prefixes.map((name) => ({ Prefix: encode(name) })),
  });
};
