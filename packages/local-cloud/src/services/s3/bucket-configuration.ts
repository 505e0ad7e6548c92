import type { PutBucketTaggingRequest, PutBucketVersioningRequest } from '@aws-sdk/client-s3';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { notImplemented } from '../../wire/content/failures.ts';
import type { Bucket } from './buckets.ts';
import { lifecycleRules } from './lifecycle.ts';
import { type Addressed, BUCKET, type S3 } from './state.ts';
import { tagSet, tagsOfSet } from './tags.ts';

const missing = (code: string, message: string, { name }: Bucket): ServiceError =>
  new ServiceError(code, message, 404, { BucketName: name });

/** An operation that reads a bucket's configuration: the action that it needs, and its answer. */
const read = (action: string, answer: (bucket: Bucket, s3: S3) => Shape, note?: string): Operation<S3> => ({
  takes: BUCKET,
  ...(note === undefined ? {} : { note }),
  run: (s3, input, call) => {
    const addressed = input as unknown as Addressed;
    const bucket = s3.buckets.get(addressed.Bucket);
    s3.authorizeBucket(call, addressed, action);
    return answer(bucket, s3);
  },
});

const TEMPLATE = 'read from the template; a change is refused';
/** What a small document may carry beside it to be verified by. */
const VERIFIED = ['ContentMD5', 'ChecksumAlgorithm'];

export const getLocation = read('GetBucketLocation', (_, { kernel }) =>
  kernel.region === 'us-east-1' ? {} : { LocationConstraint: kernel.region },
);

export const getVersioning = read('GetBucketVersioning', ({ objects }) => ({ Status: objects.versioning }));

export const putVersioning: Operation<S3> = {
  takes: [...BUCKET, ...VERIFIED, 'VersioningConfiguration'],
  note: 'MFA delete is refused',
  run: (s3, input: Input<PutBucketVersioningRequest>, call) => {
    const bucket = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'PutBucketVersioning');
    const { Status, MFADelete = 'Disabled' } = input.VersioningConfiguration;
    if (Status !== 'Enabled' && Status !== 'Suspended')
      throw new ServiceError(
        'IllegalVersioningConfigurationException',
        'The Versioning element must be specified: Status must be Enabled or Suspended',
      );
    if (MFADelete !== 'Disabled') throw notImplemented('MfaDelete of PutBucketVersioning');
    s3.buckets.setVersioning(bucket, Status);
    return {};
  },
};

/** Tags that were set by API, else those of the template. */
function tagsOf({ settings, template }: Bucket): Readonly<Record<string, string>> {
  const tags = (template.Tags ?? []) as readonly { Key: string; Value: string }[];
  return settings.tags ?? Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

export const getBucketTagging = read('GetBucketTagging', (bucket) => {
  const tags = tagsOf(bucket);
  if (Object.keys(tags).length === 0) throw missing('NoSuchTagSet', 'The TagSet does not exist', bucket);
  return tagSet(tags);
});

/** "Using cost allocation S3 bucket tags". */
const MOST_TAGS = 50;

export const putBucketTagging: Operation<S3> = {
  takes: [...BUCKET, ...VERIFIED, 'Tagging'],
  run: (s3, input: Input<PutBucketTaggingRequest>, call) => {
    const bucket = s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'PutBucketTagging');
    s3.buckets.setTags(bucket, tagsOfSet(input.Tagging.TagSet, MOST_TAGS));
    return {};
  },
};

export const deleteBucketTagging = read('PutBucketTagging', (bucket, { buckets }) => {
  buckets.setTags(bucket, {});
  return {};
});

interface EncryptionRule {
  readonly ServerSideEncryptionByDefault?: {
    readonly SSEAlgorithm: string;
    readonly KMSMasterKeyID?: string;
  };
  readonly BucketKeyEnabled?: unknown;
}

export const getEncryption = read(
  'GetEncryptionConfiguration',
  ({ template }) => {
    const configured = (template.BucketEncryption as { ServerSideEncryptionConfiguration?: EncryptionRule[] })
      ?.ServerSideEncryptionConfiguration ?? [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }];
    const Rules = configured.map(({ ServerSideEncryptionByDefault: byDefault, BucketKeyEnabled }) => ({
      ApplyServerSideEncryptionByDefault: byDefault && {
        SSEAlgorithm: byDefault.SSEAlgorithm,
        KMSMasterKeyID: byDefault.KMSMasterKeyID,
      },
      BucketKeyEnabled: String(BucketKeyEnabled) === 'true',
    }));
    return { ServerSideEncryptionConfiguration: { Rules } };
  },
  TEMPLATE,
);

export const getLifecycle = read(
  'GetLifecycleConfiguration',
  (bucket) => {
    const Rules = lifecycleRules(bucket.template.LifecycleConfiguration);
    if (Rules.length > 0) return { Rules };
    throw missing('NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist', bucket);
  },
  `${TEMPLATE}; the rules are not carried out`,
);

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];

export const getPublicAccessBlock = read(
  'GetBucketPublicAccessBlock',
  ({ template }) => {
    const configured = template.PublicAccessBlockConfiguration as Record<string, unknown> | undefined;
    // Without a property CloudFormation leaves AWS's default since April 2023: everything is blocked.
    const blocks = BLOCKS.map((name) => [name, configured ? String(configured[name]) === 'true' : true]);
    return { PublicAccessBlockConfiguration: Object.fromEntries(blocks) };
  },
  TEMPLATE,
);

export const getOwnershipControls = read(
  'GetBucketOwnershipControls',
  ({ template }) => ({
    OwnershipControls: template.OwnershipControls ?? { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  }),
  TEMPLATE,
);

export const getAcl = read(
  'GetBucketAcl',
  (_, { owner }) => ({
    Owner: owner,
    Grants: [{ Grantee: { Type: 'CanonicalUser', ...owner }, Permission: 'FULL_CONTROL' }],
  }),
  'the owner has FULL_CONTROL; ACLs are disabled',
);

export const getBucketPolicy = read('GetBucketPolicy', (bucket, { kernel }) => {
  const policy = kernel.roles.bucketPolicy(bucket.name);
  if (!policy) throw missing('NoSuchBucketPolicy', 'The bucket policy does not exist', bucket);
  return { Policy: JSON.stringify(policy.document) };
});
