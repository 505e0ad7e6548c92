import { ServiceError } from '../../aws/errors.ts';
import { receiveDocument } from './body.ts';
import { malformedXml, notImplemented } from './failures.ts';
import { ownerOf, pageSize } from './listing.ts';
import { authorizeBucket, bucketOf, type S3Operation, send, sendXml } from './request.ts';
import { fromXml } from './xml.ts';

export const listBuckets: S3Operation = (request) => {
  const { kernel, call, query, buckets } = request;
  kernel.authorize(call.caller, 's3:ListAllMyBuckets', '*');
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
  const prefix = query.get('prefix') ?? '';
  const region = query.get('bucket-region');
  const found = buckets
    .all()
    .filter(
      ({ name }) => name > after && name.startsWith(prefix) && (region === null || region === kernel.region),
    );
  const page = query.has('max-buckets') ? found.slice(0, pageSize(query, 'max-buckets')) : found;
  const last = page.at(-1);
  sendXml(request, 'ListAllMyBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, createdAt }) => ({
        Name: name,
        CreationDate: createdAt.toISOString(),
        BucketRegion: kernel.region,
      })),
    },
    Owner: ownerOf(request),
    ContinuationToken:
      page.length < found.length && last ? Buffer.from(last.name).toString('base64url') : undefined,
    Prefix: query.has('prefix') ? prefix : undefined,
  });
};

export const createBucket: S3Operation = async (request) => {
  const { kernel, buckets, bucket, req } = request;
  authorizeBucket(request, 'CreateBucket');
  const ownership = req.headers['x-amz-object-ownership'];
  if (ownership !== undefined && ownership !== 'BucketOwnerEnforced')
    throw notImplemented(`x-amz-object-ownership: ${String(ownership)}`);
  const body = Number(req.headers['content-length'] ?? 0) > 0 ? await receiveDocument(request) : undefined;
  const configuration = body && fromXml(body, 'CreateBucketConfiguration');
  if (body && !configuration) throw malformedXml();
  const { LocationConstraint: location, ...more } = configuration ?? {};
  const unknown = Object.keys(more).find((name) => name !== '#text');
  if (unknown !== undefined) throw notImplemented(`${unknown} of CreateBucket`);
  if (location !== undefined && location !== kernel.region)
    throw new ServiceError(
      'IllegalLocationConstraintException',
      `The ${String(location)} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  // us-east-1 answers an owner's second CreateBucket with success: API reference of CreateBucket.
  if (buckets.has(bucket) && kernel.region !== 'us-east-1')
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
      { BucketName: bucket },
    );
  buckets.create(bucket);
  send(request, 200, { location: `/${bucket}` });
};

export const deleteBucket: S3Operation = (request) => {
  bucketOf(request);
  authorizeBucket(request, 'DeleteBucket');
  request.buckets.delete(request.bucket);
  send(request, 204);
};

export const headBucket: S3Operation = (request) => {
  bucketOf(request);
  authorizeBucket(request, 'ListBucket');
  send(request, 200, {
    'content-type': 'application/xml',
    'x-amz-bucket-region': request.kernel.region,
    'x-amz-access-point-alias': 'false',
  });
};
