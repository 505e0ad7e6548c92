import { DeleteObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import {
  believedCopy,
  type Dataset,
  type LedgerCopy,
  type LedgerRow,
  type Loading,
  loadedKey,
  loadingKey,
  parameterNames,
  readLoading,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { readText } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';

/**
 * The ledger's copy on S3, by which CheckSource decides: `ok`, `mended` now, or absent so that the month's next run loads it
 * again: `lags`.
 */
export type LedgerCopyState = 'ok' | 'mended' | 'lags';

interface Month {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
}

/** Compares the copy with the month's newest load (undefined where it has none), and mends it. */
export async function mendLedgerCopy(
  runtime: Runtime,
  of: Month,
  newest: LedgerRow | undefined,
): Promise<LedgerCopyState> {
  const bucket = (await runtime.parameters()).get(parameterNames(runtime.stage).processedBucket);
  const [loading, loaded] = await Promise.all([
    readText(runtime, bucket, loadingKey(of.dataset, of.month)),
    readText(runtime, bucket, loadedKey(of.dataset, of.month)),
  ]);
  const copy = believedCopy(loading, loaded, of);
  if (newest === undefined ? copy === undefined : isCopyOf(copy, newest)) return 'ok';
  try {
    return await mend(runtime, bucket, of, newest, loading);
  } catch (error) {
    // Whoever may not write, or cannot now, still gets the month verified.
    if (error instanceof S3ServiceException) return 'lags';
    throw error;
  }
}

const loadingOf = ({ dataset, source_month, run_id, attempt }: LedgerRow): Loading => ({
  version: 1,
  dataset,
  source_month,
  run_id,
  attempt,
});

const copyOf = (row: LedgerRow): LedgerCopy => ({
  ...loadingOf(row),
  load_number: row.load_number,
  source_etag: row.source_etag,
  source_bytes: row.source_bytes,
  source_last_modified: row.source_last_modified,
  loaded_at: row.loaded_at,
});

const isCopyOf = (copy: LedgerCopy | undefined, row: LedgerRow): boolean =>
  Object.entries(copyOf(row)).every(([name, value]) => copy?.[name as keyof LedgerCopy] === value);

/**
 * Writes the copy anew. Where `loading.json` names another load than the newest, which may still commit, the copy is not
 * believed, and that is right.
 */
async function mend(
  runtime: Runtime,
  Bucket: string,
  of: Month,
  newest: LedgerRow | undefined,
  loading: string | undefined,
): Promise<LedgerCopyState> {
  const s3 = runtime.client(S3Client);
  const sent = { abortSignal: runtime.signal };
  const Key = loadedKey(of.dataset, of.month);
  if (newest === undefined) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }), sent);
    return 'mended';
  }
  // Loads of older versions left none.
  const last =
    loading === undefined ? await writeFirst(runtime, Bucket, loadingOf(newest)) : readLoading(loading, of);
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(copyOf(newest)) }), sent);
  return last?.run_id === newest.run_id && last.attempt === newest.attempt ? 'mended' : 'lags';
}

/** Writes `loading.json` where there is none; undefined where one has come meanwhile. */
async function writeFirst(runtime: Runtime, Bucket: string, loading: Loading): Promise<Loading | undefined> {
  const Key = loadingKey(loading.dataset, loading.source_month);
  const Body = JSON.stringify(loading);
  try {
    await runtime
      .client(S3Client)
      .send(new PutObjectCommand({ Bucket, Key, Body, IfNoneMatch: '*' }), { abortSignal: runtime.signal });
    return loading;
  } catch (error) {
    if (error instanceof S3ServiceException && error.name === 'PreconditionFailed') return undefined;
    throw error;
  }
}
