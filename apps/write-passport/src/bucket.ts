import { PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { type Bucket, bucketOn, passing } from '@tlc-elt/stored';

/** What is read for a passport, and where it is written. */
export interface WritableBucket extends Bucket {
  write(key: string, text: string, contentType: string): Promise<void>;
  /** False where there is such an object already: then that one stays. */
  writeFirst(key: string, text: string, contentType: string): Promise<boolean>;
}

/** A bucket on S3; what passes ends as LedgerUnavailable, which the workflow tries again. */
export function writableBucketOn(s3: S3Client, Bucket: string): WritableBucket {
  const put = (Key: string, Body: string, ContentType: string, IfNoneMatch?: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, IfNoneMatch })).catch((error: unknown) => {
      throw passing(error, `s3://${Bucket}/${Key}`);
    });
  return {
    ...bucketOn(s3, Bucket),
    write: async (key, text, contentType) => {
      await put(key, text, contentType);
    },
    writeFirst: async (key, text, contentType) => {
      try {
        await put(key, text, contentType, '*');
        return true;
      } catch (error) {
        if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return false;
        throw error;
      }
    },
  };
}
