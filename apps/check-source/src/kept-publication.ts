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
  if (text !== undefined) return described(text, `s3://${bucket}/${Key}`, month);
  const prefix = monthPrefix(contract.dataset, month);
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const kept = etagsKept(Contents.map((object) => object.Key ?? ''));
  throw new PipelineError(
    'PipelineInputError',
    `raw has no publication ${etag} of ${contract.dataset} ${month}: it has ${kept.join(', ') || 'none'}`,
    { month, next: '`ops status MONTH` shows those that `ops run MONTH --publication ETAG` can load.' },
  );
}

function described(text: string, where: string, month: SourceMonth): SourceFile {
  try {
    return RawManifest.parse(JSON.parse(text)).source;
  } catch (error) {
    throw new PipelineError(
      'SourceFileInvalid',
      `${where} is no raw manifest: ${error instanceof Error ? error.message : error}`,
      {
        month,
        next: '`ops run MONTH --force` brings what the publisher has now, and writes its manifest again.',
      },
    );
  }
}
