import type {
  CreateBucketRequest,
  DeleteBucketRequest,
  HeadBucketRequest,
  ListBucketsRequest,
} from '@aws-sdk/client-s3';
import { ServiceError } from '../../aws/errors.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import { notImplemented } from '../../wire/content/failures.ts';
import { continuationToken, continuedAfter } from './continuation.ts';
import { pageSize } from './listing.ts';
import { checkAcl } from './put-object.ts';
import { BUCKET, type S3 } from './state.ts';

export const listBuckets: Operation<S3> = {
  takes: ['BucketRegion', 'ContinuationToken', 'MaxBuckets', 'Prefix'],
  run: (s3, input: Input<ListBucketsRequest>, { caller }) => {
    const { kernel, buckets, owner } = s3;
    const { BucketRegion: region, ContinuationToken: token, Prefix = '', MaxBuckets } = input;
    kernel.authorize(caller, 's3:ListAllMyBuckets', '*');
    const after = token === undefined ? '' : continuedAfter(token);
    const found = buckets
      .all()
      .filter(
        ({ name }) =>
          name > after && name.startsWith(Prefix) && (region === undefined || region === kernel.region),
      );
    const page = MaxBuckets === undefined ? found : found.slice(0, pageSize(MaxBuckets, 'max-buckets'));
    const last = page.at(-1);
    return {
      Buckets: page.map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: createdAt,
        BucketRegion: kernel.region,
      })),
      Owner: owner,
      ContinuationToken: page.length < found.length ? continuationToken(last) : undefined,
      Prefix: input.Prefix,
    };
  },
};

export const createBucket: Operation<S3> = {
  takes: ['Bucket', 'ACL', 'ObjectOwnership', 'CreateBucketConfiguration.LocationConstraint'],
  note: 'in the region of the assembly; directory buckets, object lock and ACLs are refused',
  run: (s3, input: Input<CreateBucketRequest>, call) => {
    const { kernel, buckets } = s3;
    const { Bucket, ObjectOwnership: ownership = 'BucketOwnerEnforced' } = input;
    s3.authorizeBucket(call, input, 'CreateBucket');
    checkAcl(input.ACL);
    if (ownership !== 'BucketOwnerEnforced') throw notImplemented(`x-amz-object-ownership: ${ownership}`);
    const location: string = input.CreateBucketConfiguration?.LocationConstraint ?? kernel.region;
    if (location !== kernel.region)
      throw new ServiceError(
        'IllegalLocationConstraintException',
        `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
      );
    // us-east-1 answers an owner's second CreateBucket with success: API reference of CreateBucket.
    if (buckets.has(Bucket) && kernel.region !== 'us-east-1')
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        { BucketName: Bucket },
      );
    buckets.create(Bucket);
    return { Location: `/${Bucket}` };
  },
};

export const deleteBucket: Operation<S3> = {
  takes: BUCKET,
  run: (s3, input: Input<DeleteBucketRequest>, call) => {
    s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'DeleteBucket');
    s3.buckets.delete(input.Bucket);
    return {};
  },
};

export const headBucket: Operation<S3> = {
  takes: BUCKET,
  run: (s3, input: Input<HeadBucketRequest>, call) => {
    s3.buckets.get(input.Bucket);
    s3.authorizeBucket(call, input, 'ListBucket');
    return { BucketRegion: s3.kernel.region, AccessPointAlias: false };
  },
};
