import {
  deleteBucketTagging,
  getAcl,
  getBucketPolicy,
  getBucketTagging,
  getEncryption,
  getLifecycle,
  getLocation,
  getOwnershipControls,
  getPublicAccessBlock,
  getVersioning,
  putBucketTagging,
  putVersioning,
} from './bucket-configuration.ts';
import { createBucket, deleteBucket, headBucket, listBuckets } from './bucket-operations.ts';
import { completeUpload } from './complete-upload.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject, deleteObjects } from './delete-object.ts';
import { notImplemented } from './failures.ts';
import { listObjects, listObjectsV2 } from './listing.ts';
import { abortUpload, copyPart, createUpload, uploadPart } from './multipart.ts';
import { getAttributes } from './object-attributes.ts';
import { deleteTagging, getTagging, putTagging } from './object-tagging.ts';
import { putObject } from './put-object.ts';
import { overrideNames, readObject } from './read-object.ts';
import { refusedOperation } from './refused-operations.ts';
import type { S3Operation, S3Request } from './request.ts';
import { listParts, listUploads } from './upload-listing.ts';
import { listVersions } from './version-listing.ts';

type On = 'service' | 'bucket' | 'object';
interface Route {
  readonly operation: string;
  readonly method: string;
  readonly on: On;
  /** Name in the query that chooses this operation, or `name=value`. */
  readonly subresource: string;
  /** Whether `x-amz-copy-source` chooses this operation. */
  readonly copies: boolean;
  readonly run: S3Operation;
  /** Other names that may stand in the query. */
  readonly query: readonly string[];
}

/** `address` is e.g. `GET bucket tagging`; ` + copy` behind it: chosen by `x-amz-copy-source`. */
function route(operation: string, address: string, run: S3Operation, ...query: string[]): Route {
  const [words = '', copy] = address.split(' + ');
  const [method = '', on = '', subresource = ''] = words.split(' ');
  return { operation, method, on: on as On, subresource, copies: copy !== undefined, run, query };
}

const page = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];
const reading = ['versionId', 'partNumber', ...overrideNames];

/** Every operation that is served. */
export const routes: readonly Route[] = [
  route(
    'ListBuckets',
    'GET service',
    listBuckets,
    'prefix',
    'max-buckets',
    'continuation-token',
    'bucket-region',
  ),
  route('CreateBucket', 'PUT bucket', createBucket),
  route('DeleteBucket', 'DELETE bucket', deleteBucket),
  route('HeadBucket', 'HEAD bucket', headBucket),
  route(
    'ListObjectsV2',
    'GET bucket list-type=2',
    listObjectsV2,
    ...[...page, 'continuation-token', 'start-after', 'fetch-owner'],
  ),
  route('ListObjects', 'GET bucket', listObjects, ...page, 'marker'),
  route(
    'ListObjectVersions',
    'GET bucket versions',
    listVersions,
    ...page,
    'key-marker',
    'version-id-marker',
  ),
  route(
    'ListMultipartUploads',
    'GET bucket uploads',
    listUploads,
    ...['prefix', 'delimiter', 'encoding-type', 'max-uploads', 'key-marker', 'upload-id-marker'],
  ),
  route('DeleteObjects', 'POST bucket delete', deleteObjects),
  route('GetBucketLocation', 'GET bucket location', getLocation),
  route('GetBucketVersioning', 'GET bucket versioning', getVersioning),
  route('PutBucketVersioning', 'PUT bucket versioning', putVersioning),
  route('GetBucketTagging', 'GET bucket tagging', getBucketTagging),
  route('PutBucketTagging', 'PUT bucket tagging', putBucketTagging),
  route('DeleteBucketTagging', 'DELETE bucket tagging', deleteBucketTagging),
  route('GetBucketEncryption', 'GET bucket encryption', getEncryption),
  route('GetBucketLifecycleConfiguration', 'GET bucket lifecycle', getLifecycle),
  route('GetBucketPolicy', 'GET bucket policy', getBucketPolicy),
  route('GetPublicAccessBlock', 'GET bucket publicAccessBlock', getPublicAccessBlock),
  route('GetBucketOwnershipControls', 'GET bucket ownershipControls', getOwnershipControls),
  route('GetBucketAcl', 'GET bucket acl', getAcl),
  route('UploadPartCopy', 'PUT object uploadId + copy', copyPart, 'partNumber'),
  route('UploadPart', 'PUT object uploadId', uploadPart, 'partNumber'),
  route('PutObjectTagging', 'PUT object tagging', putTagging, 'versionId'),
  route('CopyObject', 'PUT object + copy', copyObject),
  route('PutObject', 'PUT object', putObject),
  route('ListParts', 'GET object uploadId', listParts, 'max-parts', 'part-number-marker', 'encoding-type'),
  route('GetObjectTagging', 'GET object tagging', getTagging, 'versionId'),
  route('GetObjectAttributes', 'GET object attributes', getAttributes, 'versionId'),
  route('GetObject', 'GET object', readObject, ...reading),
  route('HeadObject', 'HEAD object', readObject, ...reading),
  route('CreateMultipartUpload', 'POST object uploads', createUpload),
  route('CompleteMultipartUpload', 'POST object uploadId', completeUpload),
  route('AbortMultipartUpload', 'DELETE object uploadId', abortUpload),
  route('DeleteObjectTagging', 'DELETE object tagging', deleteTagging, 'versionId'),
  route('DeleteObject', 'DELETE object', deleteObject, 'versionId'),
];

/** Those with a subresource come first: they are the more special ones. */
const bySpeciality = [...routes].sort((a, b) => Number(a.subresource === '') - Number(b.subresource === ''));

const onOf = ({ bucket, key }: S3Request): On =>
  bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';

function has(query: URLSearchParams, subresource: string): boolean {
  const [name = '', value] = subresource.split('=');
  return subresource === '' || (value === undefined ? query.has(name) : query.get(name) === value);
}

/** Signatures, headers that presigned URLs carry, and the SDKs' own name of the operation. */
const isCommon = (name: string): boolean => /^x-amz-/i.test(name) || name === 'x-id';

/** The operation that a request asks for; throws NotImplemented, naming it, where it is not served. */
export function routeOf(request: S3Request): Route {
  const { req, query } = request;
  const on = onOf(request);
  const copies = req.headers['x-amz-copy-source'] !== undefined;
  const names = [...query.keys()].filter((name) => !isCommon(name));
  const refused = names.map((name) => refusedOperation(req.method ?? '', on, name)).find(Boolean);
  if (refused !== undefined) throw notImplemented(`S3 ${refused}`);
  const found = bySpeciality.find(
    (one) =>
      one.method === req.method && one.on === on && one.copies === copies && has(query, one.subresource),
  );
  if (!found) throw notImplemented(`S3 ${req.method} of ${on === 'object' ? 'an object' : `a ${on}`}`);
  const own = found.subresource.split('=')[0] ?? '';
  const unknown = names.find((name) => name !== own && !found.query.includes(name));
  if (unknown !== undefined) throw notImplemented(`the parameter ${unknown} of S3 ${found.operation}`);
  return found;
}
