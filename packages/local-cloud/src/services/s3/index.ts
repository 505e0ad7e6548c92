import { modelOf } from '../../aws/model/model.ts';
import type { Operation, Service } from '../../kernel/service.ts';
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
import { listObjects, listObjectsV2 } from './listing.ts';
import { abortUpload, copyPart, createUpload, uploadPart } from './multipart.ts';
import { getAttributes } from './object-attributes.ts';
import { deleteTagging, getTagging, putTagging } from './object-tagging.ts';
import { offersOf } from './offers.ts';
import { putObject } from './put-object.ts';
import { getObject, headObject } from './read-object.ts';
import { resources } from './resources.ts';
import { S3 } from './state.ts';
import { listParts, listUploads } from './upload-listing.ts';
import { listVersions } from './version-listing.ts';

const operations: Readonly<Record<string, Operation<S3>>> = {
  AbortMultipartUpload: abortUpload,
  CompleteMultipartUpload: completeUpload,
  CopyObject: copyObject,
  CreateBucket: createBucket,
  CreateMultipartUpload: createUpload,
  DeleteBucket: deleteBucket,
  DeleteBucketTagging: deleteBucketTagging,
  DeleteObject: deleteObject,
  DeleteObjects: deleteObjects,
  DeleteObjectTagging: deleteTagging,
  GetBucketAcl: getAcl,
  GetBucketEncryption: getEncryption,
  GetBucketLifecycleConfiguration: getLifecycle,
  GetBucketLocation: getLocation,
  GetBucketOwnershipControls: getOwnershipControls,
  GetBucketPolicy: getBucketPolicy,
  GetBucketTagging: getBucketTagging,
  GetBucketVersioning: getVersioning,
  GetObject: getObject,
  GetObjectAttributes: getAttributes,
  GetObjectTagging: getTagging,
  GetPublicAccessBlock: getPublicAccessBlock,
  HeadBucket: headBucket,
  HeadObject: headObject,
  ListBuckets: listBuckets,
  ListMultipartUploads: listUploads,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listVersions,
  ListParts: listParts,
  PutBucketTagging: putBucketTagging,
  PutBucketVersioning: putVersioning,
  PutObject: putObject,
  PutObjectTagging: putTagging,
  UploadPart: uploadPart,
  UploadPartCopy: copyPart,
};

const NOT_IMPLEMENTED = 'NotImplemented (501)';

/** Buckets of the stacks and of the API, objects as plain files. */
export const s3: Service<S3> = {
  name: 's3',
  title: 'Amazon S3',
  state: (kernel) => new S3(kernel),
  operations,
  resources,
  offers: offersOf,
  ownErrors: { AccessDeniedException: ['AccessDenied', 403] },
  refused: {
    ...Object.fromEntries(Object.keys(modelOf('s3').others).map((name) => [name, NOT_IMPLEMENTED])),
    'POST of forms': NOT_IMPLEMENTED,
    'any other x-amz-… header, any other parameter of a query': `${NOT_IMPLEMENTED}, naming it`,
    'requests without a signature': 'AccessDenied (403): no bucket is public',
    'virtual-hosted addresses': '403 before any service: the host must be 127.0.0.1 or localhost',
  },
  differences: [
    'Bytes lie unencrypted on this disk, whatever encryption was asked for.',
    'Objects that were put without a checksum get none; AWS computes a CRC-64/NVME for them.',
    'CompleteMultipartUpload that comes again within a day is answered as the first one was, whatever parts it names; AWS does not say for how long it does so.',
    'Lifecycle rules can be read and are not carried out.',
    'Storage classes other than archives are recorded and change nothing.',
    'Versioning of the template is applied when it changes; what PutBucketVersioning set in between holds.',
    'Buckets belong to the assembly’s account and region; whatever region a client signs for is taken.',
  ],
  stop: ({ buckets }) => buckets.close(),
};
