import {
  attemptPrefix,
  CopyManifest,
  copyManifestKey,
  datasets,
  type LedgerRow,
  parameterNames,
  RawManifest,
  rawManifestKey,
  TransformReport,
  transformReportKey,
} from '@tlc-elt/contracts';
import * as z from 'zod';
import { listObjects, readText, type StoredObject, sha256Of } from '../../objects/objects.ts';
import { countValues, NotParquet, openParquet, type ParquetFile } from '../../objects/parquet.ts';
import type { Runtime } from '../../runtime.ts';
import type { Document, Footer, StoredEvidence } from './evidence.ts';

/** What S3 has of a load: documents, footers, and the rules that the quarantined rows break. */
export async function readStored(runtime: Runtime, row: LedgerRow, deep: boolean): Promise<StoredEvidence> {
  const parameters = await runtime.parameters();
  const names = parameterNames(runtime.stage);
  const bucket = parameters.get(names.processedBucket);
  const contract = datasets[row.dataset];
  const place = [contract, row.source_month, row.run_id, row.attempt] as const;
  const prefix = attemptPrefix(...place);
  const [raw, listing, report, copyManifest] = await Promise.all([
    readRaw(runtime, parameters.get(names.rawBucket), row, deep),
    listObjects(runtime, bucket, prefix),
    readDocument(runtime, TransformReport, bucket, transformReportKey(...place)),
    readDocument(runtime, CopyManifest, bucket, copyManifestKey(...place)),
  ]);
  const openAll = (kind: 'trips' | 'quarantine') =>
    Promise.all(namedFiles(report, listing.objects, prefix, kind).map((key) => open(runtime, bucket, key)));
  const [trips, quarantine] = await Promise.all([openAll('trips'), openAll('quarantine')]);
  return {
    ...raw,
    bucket,
    listed: listing.objects,
    report,
    copyManifest,
    trips: trips.map(({ footer }) => footer),
    quarantine: quarantine.map(({ footer }) => footer),
    quarantineByRule: await countRules(quarantine.flatMap(({ parquet }) => parquet ?? [])),
  };
}

/** Files that the report names; where there is no report, those that lie there. */
function namedFiles(
  report: Document<TransformReport>,
  listed: readonly StoredObject[],
  prefix: string,
  kind: 'trips' | 'quarantine',
): string[] {
  if (report.state === 'ok') return report.value[kind].map(({ key }) => key);
  return listed
    .map(({ key }) => key)
    .filter((key) => key.startsWith(`${prefix}${kind}/`) && key.endsWith('.parquet'));
}

async function readRaw(
  runtime: Runtime,
  bucket: string,
  row: LedgerRow,
  deep: boolean,
): Promise<Pick<StoredEvidence, 'rawManifest' | 'rawFile' | 'rawSha256'>> {
  const key = rawManifestKey(datasets[row.dataset], row.source_month, row.source_etag);
  const rawManifest = await readDocument(runtime, RawManifest, bucket, key);
  if (rawManifest.state !== 'ok') return { rawManifest, rawFile: undefined, rawSha256: undefined };
  const file = rawManifest.value;
  const [{ footer }, rawSha256] = await Promise.all([
    open(runtime, file.bucket, file.key),
    deep ? sha256Of(runtime, file.bucket, file.key) : undefined,
  ]);
  return { rawManifest, rawFile: footer, rawSha256 };
}

async function readDocument<T>(
  runtime: Runtime,
  schema: z.ZodType<T>,
  bucket: string,
  key: string,
): Promise<Document<T>> {
  const url = `s3://${bucket}/${key}`;
  const text = await readText(runtime, bucket, key);
  if (text === undefined) return { state: 'missing', url };
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success) return { state: 'ok', value: parsed.data, url };
    return { state: 'invalid', url, reason: z.prettifyError(parsed.error).replaceAll('\n', '; ') };
  } catch (error) {
    return { state: 'invalid', url, reason: (error as Error).message };
  }
}

async function open(
  runtime: Runtime,
  bucket: string,
  key: string,
): Promise<{ footer: Footer; parquet?: ParquetFile }> {
  try {
    const parquet = await openParquet(runtime, bucket, key);
    if (!parquet) return { footer: { state: 'missing', key } };
    return { footer: { state: 'ok', key, bytes: parquet.bytes, rows: parquet.rows }, parquet };
  } catch (error) {
    if (!(error instanceof NotParquet)) throw error;
    return { footer: { state: 'invalid', key, reason: error.message } };
  }
}

/** Rule → rows that break it, from the files' own column. */
async function countRules(files: readonly ParquetFile[]): Promise<Record<string, number>> {
  const byRule: Record<string, number> = {};
  const counted = await Promise.all(files.map((file) => countValues(file, 'broken_rules')));
  for (const counts of counted)
    for (const [rules, rows] of counts)
      for (const rule of rules.split(',')) byRule[rule] = (byRule[rule] ?? 0) + rows;
  return byRule;
}
