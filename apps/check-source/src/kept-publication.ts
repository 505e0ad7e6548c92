import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import {
  type DatasetContract,
  etagsKept,
  monthPrefix,
  PipelineError,
  RawManifest,
  rawManifestKey,
  type SourceFile,
  type SourceMonth,
} from '@tlc-elt/contracts';

/** An earlier publication as its raw manifest describes it. Throws PipelineInputError that lists those that raw has. */
export async function keptPublication(
  s3: S3Client,
  bucket: string,
  contract: DatasetContract,
  month: SourceMonth,
  etag: string,
): Promise<SourceFile> {
  const Key = rawManifestKey(contract, month, etag);
  const text = await s3
    .send(new GetObjectCommand({ Bucket: bucket, Key }))
    .then(({ Body }) => Body?.transformToString())
    .catch((error: unknown) => {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    });
  if (text !== undefined) return RawManifest.parse(JSON.parse(text)).source;
  const prefix = monthPrefix(contract.dataset, month);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const kept = etagsKept(Contents.map((object) => object.Key ?? ''));
  throw new PipelineError(
    'PipelineInputError',
    `raw has no publication ${etag} of ${contract.dataset} ${month}: it has ${kept.join(', ') || 'none'}`,
    { month, next: '`ops status MONTH` shows those that `ops run MONTH --publication ETAG` can load.' },
  );
}
