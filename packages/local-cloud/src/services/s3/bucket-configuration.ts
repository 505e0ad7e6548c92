import { ServiceError } from '../../aws/errors.ts';
import { receiveDocument } from './body.ts';
import type { Bucket } from './buckets.ts';
import { notImplemented } from './failures.ts';
import { lifecycleXml } from './lifecycle.ts';
import { ownerOf } from './listing.ts';
import { receiveTags, tagSet } from './object-tagging.ts';
import { authorizeBucket, bucketOf, type S3Operation, type S3Request, send, sendXml } from './request.ts';
import { fromXml } from './xml.ts';

const missing = (code: string, message: string, { name }: Bucket): ServiceError =>
  new ServiceError(code, message, 404, { BucketName: name });

/** An operation that reads a bucket's configuration: its action, its root element, what stands in it. */
const read =
  (
    action: string,
    root: string,
    content: (bucket: Bucket, request: S3Request) => object | string,
  ): S3Operation =>
  (request) => {
    const bucket = bucketOf(request);
    authorizeBucket(request, action);
    sendXml(request, root, content(bucket, request));
  };

export const getLocation = read('GetBucketLocation', 'LocationConstraint', (_, { kernel }) =>
  kernel.region === 'us-east-1' ? '' : kernel.region,
);

export const getVersioning = read('GetBucketVersioning', 'VersioningConfiguration', ({ objects }) => ({
  Status: objects.versioning,
}));

export const putVersioning: S3Operation = async (request) => {
  const bucket = bucketOf(request);
  authorizeBucket(request, 'PutBucketVersioning');
  const document = fromXml(await receiveDocument(request), 'VersioningConfiguration');
  const status = document?.Status;
  if (status !== 'Enabled' && status !== 'Suspended')
    throw new ServiceError(
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified: Status must be Enabled or Suspended',
    );
  if (document?.MfaDelete !== undefined && document.MfaDelete !== 'Disabled')
    throw notImplemented('MfaDelete of PutBucketVersioning');
  request.buckets.setVersioning(bucket, status);
  send(request, 200);
};

/** Tags that were set by API, else those of the template. */
function tagsOf({ settings, template }: Bucket): Readonly<Record<string, string>> {
  const tags = (template.Tags ?? []) as readonly { Key: string; Value: string }[];
  return settings.tags ?? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export const getBucketTagging = read('GetBucketTagging', 'Tagging', (bucket) => {
  const tags = tagsOf(bucket);
  if (Object.keys(tags).length === 0) throw missing('NoSuchTagSet', 'The TagSet does not exist', bucket);
  return tagSet(tags);
});

/** "Using cost allocation S3 bucket tags". */
const MOST_TAGS = 50;

export const putBucketTagging: S3Operation = async (request) => {
  const bucket = bucketOf(request);
  authorizeBucket(request, 'PutBucketTagging');
  request.buckets.setTags(bucket, await receiveTags(request, MOST_TAGS));
  send(request, 204);
};

export const deleteBucketTagging: S3Operation = (request) => {
  const bucket = bucketOf(request);
  authorizeBucket(request, 'PutBucketTagging');
  request.buckets.setTags(bucket, {});
  send(request, 204);
};

interface EncryptionRule {
  readonly ServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
  readonly BucketKeyEnabled?: unknown;
}

export const getEncryption = read(
  'GetEncryptionConfiguration',
  'ServerSideEncryptionConfiguration',
  ({ template }) => {
    const configured = (template.BucketEncryption as { ServerSideEncryptionConfiguration?: EncryptionRule[] })
      ?.ServerSideEncryptionConfiguration ?? [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }];
    return {
      Rule: configured.map(
        ({ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled: bucketKey = false }) => ({
          ApplyServerSideEncryptionByDefault: byDefault && {
            SSEAlgorithm: byDefault.SSEAlgorithm,
            KMSMasterKeyID: byDefault.KMSMasterKeyID,
          },
          BucketKeyEnabled: String(bucketKey),
        }),
      ),
    };
  },
);

export const getLifecycle = read('GetLifecycleConfiguration', 'LifecycleConfiguration', (bucket) => {
  const content = lifecycleXml(bucket.template.LifecycleConfiguration);
  if (!content)
    throw missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', bucket);
  return content;
});

export const getPublicAccessBlock = read(
  'GetBucketPublicAccessBlock',
  'PublicAccessBlockConfiguration',
  ({ template }) => {
    // Without a property CloudFormation leaves AWS's default since April 2023: everything is blocked.
    const configured = (template.PublicAccessBlockConfiguration ?? {
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    }) as Record<string, unknown>;
    return Object.fromEntries(
      ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'].map((name) => [
        name,
        String(configured[name] ?? false),
      ]),
    );
  },
);

export const getOwnershipControls = read(
  'GetBucketOwnershipControls',
  'OwnershipControls',
  ({ template }) => {
    const rules = (template.OwnershipControls as { Rules?: { ObjectOwnership: string }[] } | undefined)
      ?.Rules;
    return { Rule: rules ?? [{ ObjectOwnership: 'BucketOwnerEnforced' }] };
  },
);

export const getAcl = read('GetBucketAcl', 'AccessControlPolicy', (_, request) => ({
  Owner: ownerOf(request),
  AccessControlList: {
    Grant: [
      {
        Grantee: {
          '@xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
          '@xsi:type': 'CanonicalUser',
          ...ownerOf(request),
        },
        Permission: 'FULL_CONTROL',
      },
    ],
  },
}));

export const getBucketPolicy: S3Operation = (request) => {
  const bucket = bucketOf(request);
  authorizeBucket(request, 'GetBucketPolicy');
  const policy = request.kernel.roles.bucketPolicy(bucket.name);
  if (!policy) throw missing('NoSuchBucketPolicy', 'The bucket policy does not exist', bucket);
  send(request, 200, { 'content-type': 'application/json' }, JSON.stringify(policy.document));
};
