import {
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { PipelineError } from '@tlc-elt/contracts';
import type { Bucket } from './bucket.ts';

/** A bucket on S3; what passes ends as LedgerUnavailable, which the workflow tries again. */
export function bucketOn(s3: S3Client, Bucket: string): Bucket {
  const get = async (Key: string, Range?: string) => {
    try {
      return await s3.send(new GetObjectCommand({ Bucket, Key, Range }));
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      // No range lies within an object of zero bytes: 416.
      if (error instanceof S3ServiceException && error.name === 'InvalidRange') return 'empty' as const;
      throw passing(error, `s3://${Bucket}/${Key}`);
    }
  };
  return {
    text: async (key) => {
      const answer = await get(key);
      return answer === 'empty' ? '' : answer?.Body?.transformToString();
    },
    part: async (key, range) => {
      const answer = await get(key, range);
      if (answer === 'empty') return { bytes: new Uint8Array(), size: 0 };
      if (!answer?.Body) return undefined;
      const bytes = await answer.Body.transformToByteArray();
      return { bytes, size: Number(answer.ContentRange?.split('/')[1] ?? bytes.byteLength) };
    },
    keys: (prefix) => keysBelow(s3, Bucket, prefix),
  };
}

async function keysBelow(s3: S3Client, Bucket: string, Prefix: string): Promise<string[]> {
  const keys: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3
      .send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }))
      .catch((error: unknown) => {
        throw passing(error, `s3://${Bucket}/${Prefix}`);
      });
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return keys;
}

/** What a retry by the workflow helps against, by that name: throttled, the service's own fault, or no connection. */
export function passing(error: unknown, where: string): unknown {
  const { $fault, $retryable, name, message } = error as Error & { $fault?: string; $retryable?: object };
  if ($fault === 'client' && $retryable === undefined) return error;
  return new PipelineError('LedgerUnavailable', `${where}: ${name}: ${message}`);
}
