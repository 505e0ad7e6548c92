import {
  bucketLocation,
  bucketVersioning,
  createBucket,
  deleteBucket,
  deleteObjects,
  deleteTagging,
  getTagging,
  headBucket,
  listBuckets,
  putTagging,
  refuse,
} from './administration.ts';
import { listObjects, listVersions } from './listing.ts';
import {
  abortUpload,
  completeUpload,
  copyPart,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './multipart.ts';
import { copyObject, deleteObject, putObject, readObject } from './objects.ts';
import type { S3Operation, S3Request } from './request.ts';

/** Names in a query that choose another operation: "Amazon S3 API reference". Those without an entry in the routes are refused. */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
  'renameObject',
];

const bucketRoutes: Readonly<Record<string, S3Operation>> = {
  'PUT ': createBucket,
  'DELETE ': deleteBucket,
  'HEAD ': headBucket,
  'GET ': listObjects,
  'GET location': bucketLocation,
  'GET versioning': bucketVersioning,
  'GET versions': listVersions,
  'GET uploads': listUploads,
  'POST delete': deleteObjects,
};

const objectRoutes: Readonly<Record<string, S3Operation>> = {
  'PUT ': (request) =>
    request.req.headers['x-amz-copy-source'] === undefined ? putObject(request) : copyObject(request),
  'GET ': readObject,
  'HEAD ': readObject,
  'DELETE ': deleteObject,
  'POST uploads': createUpload,
  'PUT uploadId': (request) =>
    request.req.headers['x-amz-copy-source'] === undefined ? uploadPart(request) : copyPart(request),
  'POST uploadId': completeUpload,
  'DELETE uploadId': abortUpload,
  'GET uploadId': listParts,
  'GET tagging': getTagging,
  'PUT tagging': putTagging,
  'DELETE tagging': deleteTagging,
};

/** The operation that a request asks for. */
export function route({ req, bucket, key, query }: S3Request): S3Operation {
  const subresource = SUBRESOURCES.find((name) => query.has(name)) ?? '';
  const id = `${req.method} ${subresource}`;
  if (bucket === '') return id === 'GET ' ? listBuckets : refuse(`S3 ${id}`);
  return (
    (key === '' ? bucketRoutes : objectRoutes)[id] ??
    refuse(
      `S3 ${req.method} ${key === '' ? 'of a bucket' : 'of an object'}${subresource && ` with ?${subresource}`}`,
    )
  );
}
