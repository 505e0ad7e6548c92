import type { ListMultipartUploadsRequest, ListPartsRequest } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { invalidArgument } from '../../wire/content/failures.ts';
import { checksumMembers, storageClassOf } from './description.ts';
import {
  type Entry,
  encoder,
  firstPage,
  LISTING,
  listEntries,
  listingMembers,
  type Page,
  pageSize,
} from './listing.ts';
import { SortedKeys } from './sorted-keys.ts';
import { OBJECT, PAYER, type S3 } from './state.ts';
import { isUploadId, type Upload } from './uploads.ts';

const wantedChecksum = ({ checksum }: Upload): Shape =>
  checksum ? { ChecksumAlgorithm: checksum.algorithm.toUpperCase(), ChecksumType: checksum.type } : {};

export const listParts: Operation<S3> = {
  takes: [...OBJECT, 'UploadId', 'MaxParts', 'PartNumberMarker'],
  inert: PAYER,
  run: (s3, input: Input<ListPartsRequest>, call) => {
    const { Bucket, Key, UploadId } = input;
    s3.authorizeObject(call, input, 'ListMultipartUploadParts');
    const { uploads } = s3.buckets.get(Bucket);
    const upload = uploads.get(UploadId, Key);
    const most = pageSize(input.MaxParts, 'max-parts');
    const after = Number(input.PartNumberMarker ?? 0);
    const rest = uploads.parts(upload.id).filter(({ number }) => number > after);
    const page = rest.slice(0, most);
    return {
      Bucket,
      Key,
      UploadId,
      PartNumberMarker: after,
      NextPartNumberMarker: page.at(-1)?.number ?? 0,
      MaxParts: most,
      IsTruncated: page.length < rest.length,
      Parts: page.map(({ number, md5, size, lastModified, checksum }) => ({
        PartNumber: number,
        LastModified: new Date(lastModified),
        ETag: `"${md5}"`,
        Size: size,
        ...checksumMembers(checksum),
      })),
      Initiator: s3.owner,
      Owner: s3.owner,
      StorageClass: storageClassOf(upload),
      ...wantedChecksum(upload),
    };
  },
};

/** Uploads of one key, of the marker's own key those behind the marked one; in the order of their start. */
function uploadsOf(all: ReadonlyMap<string, Upload[]>, key: string, behind: string | undefined): Upload[] {
  const uploads = all.get(key) ?? [];
  return behind === undefined ? uploads : uploads.slice(uploads.findIndex(({ id }) => id === behind) + 1);
}

/** "ListMultipartUploads", Amazon S3 API reference: uploads and common prefixes count alike, `max-uploads` limits both. */
function pageOf(input: Input<ListMultipartUploadsRequest>, uploads: readonly Upload[]): Page<Upload> {
  const { Prefix: prefix = '', Delimiter: delimiter = '', KeyMarker: after = '' } = input;
  // Without a key marker the upload id marker is ignored, says the reference.
  const behind = after === '' ? undefined : input.UploadIdMarker || undefined;
  if (behind !== undefined && !isUploadId(behind)) throw invalidArgument('Invalid uploadId marker');
  const all = Map.groupBy(uploads, ({ key }) => key);
  const marked: Entry[] = behind !== undefined && all.has(after) ? [{ kind: 'key', name: after }] : [];
  const entries = listEntries(new SortedKeys(all.keys()), { prefix, delimiter, after }, () => true);
  return firstPage([...marked, ...entries], pageSize(input.MaxUploads, 'max-uploads'), (key) =>
    uploadsOf(all, key, key === after ? behind : undefined),
  );
}

export const listUploads: Operation<S3> = {
  takes: [...LISTING, 'MaxUploads', 'KeyMarker', 'UploadIdMarker'],
  inert: PAYER,
  run: (s3, input: Input<ListMultipartUploadsRequest>, call) => {
    const { uploads } = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'ListBucketMultipartUploads');
    const encode = encoder(input.EncodingType);
    const { items, prefixes, next } = pageOf(input, uploads.all());
    return {
      ...listingMembers(input, prefixes, next !== undefined),
      Bucket: input.Bucket,
      KeyMarker: encode(input.KeyMarker ?? ''),
      UploadIdMarker: input.UploadIdMarker ?? '',
      NextKeyMarker: next && encode(next.name),
      NextUploadIdMarker: next?.item?.id,
      MaxUploads: pageSize(input.MaxUploads, 'max-uploads'),
      Uploads: items.map((upload) => ({
        Key: encode(upload.key),
        UploadId: upload.id,
        Initiator: s3.owner,
        Owner: s3.owner,
        StorageClass: storageClassOf(upload),
        Initiated: new Date(upload.startedAt),
        ...wantedChecksum(upload),
      })),
    };
  },
};
