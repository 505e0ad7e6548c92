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
import { parseJson } from './parse-json.ts';

/** Months before that a month is compared with. */
export const MONTHS_BEFORE = 12;

/** The attempt whose files the table has. */
export type Attempt = Pick<LedgerRow, 'source_month' | 'run_id' | 'attempt'>;

/** What the accepted rows of a load are like; undefined where nothing says that. */
export async function profileOf(
  processed: Bucket,
  contract: DatasetContract,
  { source_month, run_id, attempt }: Attempt,
): Promise<Profile | undefined> {
  const text = await processed.text(profileKey(contract, source_month, run_id, attempt));
  return Profile.safeParse(parseJson(text)).data;
}

/** What TransformTrips has counted of an attempt; undefined where it is gone. */
export async function reportOf(
  processed: Bucket,
  contract: DatasetContract,
  { source_month, run_id, attempt }: Attempt,
): Promise<TransformReport | undefined> {
  const text = await processed.text(transformReportKey(contract, source_month, run_id, attempt));
  return TransformReport.safeParse(parseJson(text)).data;
}

/** What TransformTrips has counted, of every attempt below a prefix, the newest first; what is no report is left out. */
export async function reportsBelow(
  processed: Pick<Bucket, 'text' | 'keys'>,
  prefix: string,
): Promise<TransformReport[]> {
  const keys = (await processed.keys(prefix)).filter(isTransformReportKey);
  const texts = await Promise.all(keys.map((key) => processed.text(key)));
  const reports = texts.flatMap((text) => TransformReport.safeParse(parseJson(text)).data ?? []);
  return reports.sort((one, other) => Date.parse(other.written_at) - Date.parse(one.written_at));
}

/** The raw manifest of a publication; undefined where nothing is one. */
export async function manifestOf(
  raw: Bucket,
  contract: DatasetContract,
  month: SourceMonth,
  etag: string,
): Promise<RawManifest | undefined> {
  const text = await raw.text(rawManifestKey(contract, month, etag));
  return RawManifest.safeParse(parseJson(text)).data;
}

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
    const text = await raw.text(publicationDiffKey(contract, source_month, source_etag, source.etag));
    const { data } = PublicationDiff.safeParse(parseJson(text));
    if (data !== undefined) return data;
  }
  return undefined;
}
