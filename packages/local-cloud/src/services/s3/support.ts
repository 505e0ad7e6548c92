import type { ServiceSupport } from '../../support/types.ts';
import { refusedOperations } from './refused-operations.ts';

const supported = (...names: string[]): ServiceSupport['operations'] =>
  Object.fromEntries(names.map((name) => [name, { status: 'supported' as const }]));
const partial = (note: string): ServiceSupport['operations'][string] => ({ status: 'partial', note });

const NOT_IMPLEMENTED = 'NotImplemented (501)';
const WRITES =
  'SSE-C, object lock, ACL grants, website redirects, appends and archive storage classes are refused; SSE-S3 and SSE-KMS are recorded and answered, not done';
const TEMPLATE = 'read from the template; a change is refused';

/** What S3 serves here, for docs/local-cloud.md. */
export const support: ServiceSupport = {
  service: 'Amazon S3',
  signingName: 's3',
  protocol: 'REST XML, path-style addresses',
  operations: {
    ...supported(
      'ListBuckets',
      'DeleteBucket',
      'HeadBucket',
      'ListObjectsV2',
      'ListObjects',
      'ListObjectVersions',
    ),
    ...supported('ListMultipartUploads', 'GetBucketLocation', 'GetBucketVersioning'),
    ...supported('GetBucketTagging', 'PutBucketTagging', 'DeleteBucketTagging', 'GetBucketPolicy'),
    ...supported('GetObject', 'HeadObject', 'GetObjectAttributes'),
    ...supported('GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging', 'DeleteObject'),
    ...supported(
      'UploadPart',
      'UploadPartCopy',
      'CompleteMultipartUpload',
      'AbortMultipartUpload',
      'ListParts',
    ),
    CreateBucket: partial(
      'in the region of the assembly; directory buckets, object lock and ACLs are refused',
    ),
    PutBucketVersioning: partial('MFA delete is refused'),
    PutObject: partial(WRITES),
    CopyObject: partial(WRITES),
    CreateMultipartUpload: partial(WRITES),
    DeleteObjects: partial('conditions on ETag are checked, those on LastModifiedTime and Size refused'),
    GetBucketEncryption: partial(TEMPLATE),
    GetBucketLifecycleConfiguration: partial(`${TEMPLATE}; the rules are not carried out`),
    GetPublicAccessBlock: partial(TEMPLATE),
    GetBucketOwnershipControls: partial(TEMPLATE),
    GetBucketAcl: partial('the owner has FULL_CONTROL; ACLs are disabled'),
  },
  refused: {
    ...Object.fromEntries(Object.values(refusedOperations).map((name) => [name, NOT_IMPLEMENTED])),
    'List…Configurations of analytics, inventory, metrics, intelligent tiering': NOT_IMPLEMENTED,
    'ListDirectoryBuckets, WriteGetObjectResponse, POST of forms': NOT_IMPLEMENTED,
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
};
