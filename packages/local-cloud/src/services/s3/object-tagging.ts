import type {
  DeleteObjectTaggingRequest,
  GetObjectTaggingRequest,
  PutObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import type { Input, Operation } from '../../kernel/service.ts';
import { versionMember } from './put-object.ts';
import { wantedVersion } from './read-object.ts';
import { OBJECT, PAYER, type S3 } from './state.ts';
import { tagSet, tagsOfSet } from './tags.ts';

export const getTagging: Operation<S3> = {
  takes: [...OBJECT, 'VersionId'],
  inert: PAYER,
  run: (s3, input: Input<GetObjectTaggingRequest>, call) => {
    const version = wantedVersion(s3, input, call, 'GetObjectTagging', 'GetObjectVersionTagging');
    return { ...tagSet(version.tags ?? {}), ...versionMember(s3.buckets.get(input.Bucket), version) };
  },
};

export const putTagging: Operation<S3> = {
  takes: [...OBJECT, 'VersionId', 'Tagging', 'ContentMD5', 'ChecksumAlgorithm'],
  inert: PAYER,
  run: (s3, input: Input<PutObjectTaggingRequest>, call) => {
    const version = wantedVersion(s3, input, call, 'PutObjectTagging', 'PutObjectVersionTagging');
    const bucket = s3.buckets.get(input.Bucket);
    bucket.objects.update(input.Key, { ...version, tags: tagsOfSet(input.Tagging.TagSet) });
    return versionMember(bucket, version);
  },
};

export const deleteTagging: Operation<S3> = {
  takes: [...OBJECT, 'VersionId'],
  run: (s3, input: Input<DeleteObjectTaggingRequest>, call) => {
    const { tags: _, ...version } = wantedVersion(
      s3,
      input,
      call,
      'DeleteObjectTagging',
      'DeleteObjectVersionTagging',
    );
    const bucket = s3.buckets.get(input.Bucket);
    bucket.objects.update(input.Key, version);
    return versionMember(bucket, version);
  },
};
