import {
  type DatasetContract,
  etagsKept,
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
import type { Load } from '../compose/known.ts';
import type { Bucket } from './bucket.ts';
import { parseJson } from './parse-json.ts';

/** Months before that a month is compared with. */
export const MONTHS_BEFORE = 12;

/** The attempt whose files the table has. */
export type Attempt = Pick<Load, 'source_month' | 'run_id' | 'attempt'>;

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

/** The raw manifest of every publication of a month that raw has; what is no manifest is left out. */
export async function manifestsOf(
  raw: Bucket,
  contract: DatasetContract,
  month: SourceMonth,
): Promise<RawManifest[]> {
  const etags = etagsKept(await raw.keys(monthPrefix(contract.dataset, month)));
  const texts = await Promise.all(etags.map((etag) => raw.text(rawManifestKey(contract, month, etag))));
  return texts.flatMap((text) => RawManifest.safeParse(parseJson(text)).data ?? []);
}

/** What the loaded publication changed against the one before, where IngestRaw has compared them. */
export async function differenceOf(
  raw: Bucket,
  contract: DatasetContract,
  { source_month, source_etag }: Pick<Load, 'source_month' | 'source_etag'>,
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
