import {
  attemptPrefix,
  CopyManifest,
  copyManifestKey,
  datasets,
  type LedgerRow,
  Profile,
  parameterNames,
  profileKey,
  quarantineCopyManifestKey,
  RawManifest,
  rawFileKey,
  rawManifestKey,
  TransformReport,
  transformReportKey,
} from '@tlc-elt/contracts';
import { countValues, NotParquet, openParquet, type ParquetFile } from '@tlc-elt/stored';
import * as z from 'zod';
import { bucketOf } from '../../objects/bucket.ts';
import { hashesOf, listObjects, readText, type StoredObject } from '../../objects/objects.ts';
import type { Runtime } from '../../runtime.ts';
import { readFooter } from '../contract-check/footer.ts';
import { Malformed } from '../contract-check/thrift.ts';
import type { Document, Footer, RawDescription, StoredEvidence } from './evidence.ts';

/** What S3 has of a load: documents, footers, and the rules that the quarantined rows break. */
export async function readStored(runtime: Runtime, row: LedgerRow, hashed: boolean): Promise<StoredEvidence> {
  const parameters = await runtime.parameters();
  const names = parameterNames(runtime.stage);
  const bucket = parameters.get(names.processedBucket);
  const contract = datasets[row.dataset];
  const place = [contract, row.source_month, row.run_id, row.attempt] as const;
  const prefix = attemptPrefix(...place);
  const [raw, listing, report, copyManifest] = await Promise.all([
    readRaw(runtime, parameters.get(names.rawBucket), row, hashed),
    listObjects(runtime, bucket, prefix),
    readDocument(runtime, TransformReport, bucket, transformReportKey(...place)),
    readDocument(runtime, CopyManifest, bucket, copyManifestKey(...place)),
  ]);
  const openAll = (kind: 'trips' | 'quarantine') =>
    Promise.all(namedFiles(report, listing.objects, prefix, kind).map((key) => open(runtime, bucket, key)));
  const [trips, quarantine] = await Promise.all([openAll('trips'), openAll('quarantine')]);
  const counted = await Promise.all(quarantine.map(countRules));
  return {
    ...raw,
    quarantineCopyManifest:
      report.state === 'ok' && report.value.quarantine_copy.length === 0
        ? undefined
        : await readDocument(runtime, CopyManifest, bucket, quarantineCopyManifestKey(...place)),
    bucket,
    listed: listing.objects,
    report,
    profile:
      report.state === 'ok' && report.value.profile !== undefined
        ? await readDocument(runtime, Profile, bucket, profileKey(...place))
        : undefined,
    copyManifest,
    trips: trips.map(({ footer }) => footer),
    quarantine: counted.map(({ footer }) => footer),
    quarantineByRule: added(counted.map(({ byRules }) => byRules)),
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

type RawEvidence = Pick<
  StoredEvidence,
  'rawBucket' | 'rawManifest' | 'rawFile' | 'rawDescription' | 'rawHashes'
>;

async function readRaw(
  runtime: Runtime,
  rawBucket: string,
  row: LedgerRow,
  hashed: boolean,
): Promise<RawEvidence> {
  const contract = datasets[row.dataset];
  const place = [contract, row.source_month, row.source_etag] as const;
  const [rawManifest, { footer, parquet }, rawHashes] = await Promise.all([
    readDocument(runtime, RawManifest, rawBucket, rawManifestKey(...place)),
    open(runtime, rawBucket, rawFileKey(...place)),
    hashed ? hashesOf(runtime, rawBucket, rawFileKey(...place)) : undefined,
  ]);
  return {
    rawBucket,
    rawManifest,
    rawFile: footer,
    rawDescription: parquet && (await describe(parquet)),
    rawHashes,
  };
}

/** As IngestRaw reads the footer; undefined where it cannot. */
async function describe({ bytes, file }: ParquetFile): Promise<RawDescription | undefined> {
  const read = async (start: number, end: number) => new Uint8Array(await file.slice(start, end));
  try {
    const { rowsByGroup, columns, generated } = await readFooter({ bytes, read });
    return { row_groups: rowsByGroup.length, physical_schema: columns, generated };
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
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

interface Opened {
  readonly footer: Footer;
  readonly parquet?: ParquetFile;
}

async function open(runtime: Runtime, bucket: string, key: string): Promise<Opened> {
  try {
    const parquet = await openParquet(bucketOf(runtime, bucket), key);
    if (!parquet) return { footer: { state: 'missing', key } };
    return { footer: { state: 'ok', key, bytes: parquet.bytes, rows: parquet.rows }, parquet };
  } catch (error) {
    if (!(error instanceof NotParquet)) throw error;
    return { footer: { state: 'invalid', key, reason: error.message } };
  }
}

/** How many rows break which rules, by a file's own column. */
async function countRules({
  footer,
  parquet,
}: Opened): Promise<{ footer: Footer; byRules: ReadonlyMap<string, number> }> {
  if (!parquet) return { footer, byRules: new Map() };
  try {
    return { footer, byRules: await countValues(parquet, 'broken_rules') };
  } catch (error) {
    if (!(error instanceof NotParquet)) throw error;
    return { footer: { state: 'invalid', key: footer.key, reason: error.message }, byRules: new Map() };
  }
}

/** Rule → rows that break it. */
function added(files: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const byRule: Record<string, number> = {};
  for (const counts of files)
    for (const [rules, rows] of counts)
      for (const rule of rules.split(',')) byRule[rule] = (byRule[rule] ?? 0) + rows;
  return byRule;
}
