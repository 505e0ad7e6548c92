import {
  type DatasetContract,
  etagsKept,
  isTransformReportKey,
  type LedgerRow,
  monthPrefix,
  Profile,
  PublicationDiff,
  profileKey,
  publicationDiffKey,
  RawManifest,
  rawManifestKey,
  type SourceMonth,
  TransformReport,
  transformReportKey,
} from '@tlc-elt/contracts';
import type { Bucket } from './bucket.ts';
import { documentAt } from './document.ts';

/** Months before that a month is compared with. */
export const MONTHS_BEFORE = 12;

/** The attempt whose files the table has. */
export type Attempt = Pick<LedgerRow, 'source_month' | 'run_id' | 'attempt'>;

/** What the accepted rows of a load are like; undefined where nothing says that. */
export const profileOf = (
  processed: Bucket,
  contract: DatasetContract,
  { source_month, run_id, attempt }: Attempt,
): Promise<Profile | undefined> =>
  documentAt(processed, Profile, profileKey(contract, source_month, run_id, attempt));

/** What TransformTrips has counted of an attempt; undefined where it is gone. */
export const reportOf = (
  processed: Bucket,
  contract: DatasetContract,
  { source_month, run_id, attempt }: Attempt,
): Promise<TransformReport | undefined> =>
  documentAt(processed, TransformReport, transformReportKey(contract, source_month, run_id, attempt));

/** What TransformTrips has counted, of every attempt below a prefix, the newest first; what is no report is left out. */
export async function reportsBelow(
  processed: Pick<Bucket, 'text' | 'keys'>,
  prefix: string,
): Promise<TransformReport[]> {
  const keys = (await processed.keys(prefix)).filter(isTransformReportKey);
  const reports = await Promise.all(keys.map((key) => documentAt(processed, TransformReport, key)));
  return reports
    .filter((report) => report !== undefined)
    .sort((one, other) => Date.parse(other.written_at) - Date.parse(one.written_at));
}

/** The raw manifest of a publication; undefined where nothing is one. */
export const manifestOf = (
  raw: Bucket,
  contract: DatasetContract,
  month: SourceMonth,
  etag: string,
): Promise<RawManifest | undefined> => documentAt(raw, RawManifest, rawManifestKey(contract, month, etag));

/** The raw manifest of every publication of a month that raw has; what is no manifest is left out. */
export async function manifestsOf(
  raw: Bucket,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<RawManifest[]> {
  const etags = etagsKept(await raw.keys(monthPrefix(contract.dataset, month)));
  const manifests = await Promise.all(etags.map((etag) => manifestOf(raw, contract, month, etag)));
  return manifests.filter((manifest) => manifest !== undefined);
}

/** What the loaded publication changed against the one before, where IngestRaw has compared them. */
export async function differenceOf(
  raw: Bucket,
  contract: DatasetContract,
  { source_month, source_etag }: Pick<LedgerRow, 'source_month' | 'source_etag'>,
  manifests: readonly RawManifest[],
): Promise<PublicationDiff | undefined> {
  const latestFirst = manifests.toSorted((one, other) =>
    one.source.last_modified < other.source.last_modified ? 1 : -1,
  );
  for (const { source } of latestFirst) {
    if (source.etag === source_etag) continue;
    const key = publicationDiffKey(contract, source_month, source_etag, source.etag);
    const difference = await documentAt(raw, PublicationDiff, key);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
