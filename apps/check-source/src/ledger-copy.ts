import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import {
  believedCopy,
  type Dataset,
  type LedgerCopy,
  loadedKey,
  loadingKey,
  PipelineError,
  type SourceMonth,
} from '@tlc-elt/contracts';

/**
 * The newest load of a month by the ledger's copy, as LoadRedshift left it: asking the warehouse itself would wake it, and
 * Redshift bills a minute for that. Undefined where the month was never loaded, or no copy may be believed: then the load
 * decides, and at worst brings what is there.
 */
export async function newestLoad(
  s3: S3Client,
  bucket: string,
  of: { readonly dataset: Dataset; readonly month: SourceMonth },
): Promise<LedgerCopy | undefined> {
  const [loading, loaded] = await Promise.all(
    [loadingKey, loadedKey].map((key) => textOf(s3, bucket, key(of.dataset, of.month))),
  );
  return believedCopy(loading, loaded, of);
}

async function textOf(s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    if (!isPassing(error)) throw error;
    const { name, message } = error as Error;
    throw new PipelineError('LedgerUnavailable', `s3://${Bucket}/${Key}: ${name}: ${message}`);
  }
}

/** Whether a retry by the workflow helps: throttled, the service's own fault, or no connection. */
function isPassing(error: unknown): boolean {
  const { $fault, $retryable } = error as { $fault?: string; $retryable?: object };
  return $fault !== 'client' || $retryable !== undefined;
}
