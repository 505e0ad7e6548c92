import { readBody } from '../../server/exchange.ts';
import { ServiceError } from '../../service.ts';
import { notImplemented } from './failures.ts';
import { deleteOne, wanted } from './objects.ts';
import {
  authorizeBucket,
  authorizeObject,
  type S3Operation,
  type S3Request,
  send,
  sendXml,
} from './request.ts';
import { fromXml, items } from './xml.ts';

const LONGEST_REQUEST = 4 * 1024 * 1024;

export const listBuckets: S3Operation = (request) => {
  request.kernel.authorize(request.call.caller, 's3:ListAllMyBuckets', '*');
  const Bucket = request.buckets
    .all()
    .map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt.toISOString() }));
  sendXml(request, 'ListAllMyBucketsResult', {
    Owner: { ID: request.kernel.accountId, DisplayName: 'local' },
    Buckets: { Bucket },
  });
};

export const createBucket: S3Operation = (request) => {
  authorizeBucket(request, 'CreateBucket');
  if (request.buckets.has(request.bucket))
    throw new ServiceError(
      'BucketAlreadyOwnedByYou',
      `Your previous request to create the named bucket succeeded: ${request.bucket}`,
      409,
    );
  request.buckets.create(request.bucket);
  send(request, 200, { location: `/${request.bucket}` });
};

export const deleteBucket: S3Operation = (request) => {
  authorizeBucket(request, 'DeleteBucket');
  request.buckets.delete(request.bucket);
  send(request, 204);
};

export const headBucket: S3Operation = (request) => {
  request.buckets.get(request.bucket);
  authorizeBucket(request, 'ListBucket');
  send(request, 200, { 'x-amz-bucket-region': request.kernel.region });
};

export const bucketLocation: S3Operation = (request) => {
  request.buckets.get(request.bucket);
  authorizeBucket(request, 'GetBucketLocation');
  const { region } = request.kernel;
  sendXml(request, 'LocationConstraint', region === 'us-east-1' ? {} : { '#text': region });
};

export const bucketVersioning: S3Operation = (request) => {
  authorizeBucket(request, 'GetBucketVersioning');
  sendXml(
    request,
    'VersioningConfiguration',
    request.buckets.get(request.bucket).objects.versioned ? { Status: 'Enabled' } : {},
  );
};

export const deleteObjects: S3Operation = async (request) => {
  const document = fromXml(await readBody(request.req, LONGEST_REQUEST), 'Delete');
  const Deleted: object[] = [];
  const failed: object[] = [];
  for (const { Key, VersionId } of items<{ Key: string; VersionId?: string }>(document.Object)) {
    try {
      deleteOne(request, Key, VersionId);
      Deleted.push({ Key, ...(VersionId === undefined ? {} : { VersionId }) });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      failed.push({ Key, Code: error.code, Message: error.message });
    }
  }
  sendXml(request, 'DeleteResult', { ...(document.Quiet === 'true' ? {} : { Deleted }), Error: failed });
};

export const getTagging: S3Operation = (request) => {
  authorizeObject(request, 'GetObjectTagging');
  const Tag = Object.entries(wanted(request).tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  sendXml(request, 'Tagging', { TagSet: { Tag } });
};

const setTags = (request: S3Request, tags: Record<string, string>): void => {
  const { objects } = request.buckets.get(request.bucket);
  objects.update(request.key, { ...wanted(request), tags });
};

export const putTagging: S3Operation = async (request) => {
  authorizeObject(request, 'PutObjectTagging');
  const { TagSet } = fromXml(await readBody(request.req, LONGEST_REQUEST), 'Tagging') as {
    TagSet?: { Tag?: unknown };
  };
  setTags(
    request,
    Object.fromEntries(
      items<{ Key: string; Value: string }>(TagSet?.Tag).map(({ Key, Value }) => [Key, Value]),
    ),
  );
  send(request, 200);
};

export const deleteTagging: S3Operation = (request) => {
  authorizeObject(request, 'DeleteObjectTagging');
  setTags(request, {});
  send(request, 204);
};

/** Any sub-resource that is not served, by its name. */
export const refuse =
  (what: string): S3Operation =>
  () => {
    throw notImplemented(what);
  };
