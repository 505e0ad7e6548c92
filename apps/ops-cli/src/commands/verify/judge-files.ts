import {
  type CopyManifest,
  datasetOf,
  type LedgerRow,
  passportKey,
  passportPageKey,
  passportTextKey,
  type TransformReport,
} from '@tlc-elt/contracts';
import type { StoredObject } from '../../objects/objects.ts';
import { count } from '../../terminal/table.ts';
import type { Document, Footer, StoredEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';

/** The attempt's files against transform report, COPY manifests and ledger. */
export function judgeFiles(problems: Problems, newest: LedgerRow, stored: StoredEvidence): void {
  const { report, copyManifest, quarantineCopyManifest, bucket } = stored;
  if (report.state === 'ok') {
    judgeWritten(problems, stored, report.value);
    judgeQuarantineCopy(problems, stored, report.value);
    judgeStrangers(problems, stored, report.value, report.url, passportKeys(newest));
  }
  const trips = stored.trips.flatMap((footer) => (footer.state === 'ok' ? [footer] : []));
  judgeCopyManifest(problems, bucket, copyManifest, 'accepted', trips);
  if (quarantineCopyManifest && report.state === 'ok') {
    const named = new Set(report.value.quarantine_copy.map(({ key }) => key));
    const copied = stored.listed.filter(({ key }) => named.has(key));
    judgeCopyManifest(problems, bucket, quarantineCopyManifest, 'rejected', copied);
  }
  problems.differ('accepted_rows_differ', footers('the accepted files', stored.trips), {
    of: 'the ledger',
    rows: newest.accepted_rows,
  });
}

const footers = (of: string, files: readonly Footer[]) => ({
  of: `${of} on S3`,
  rows: files.reduce<number | null>(
    (total, f) => (f.state === 'ok' && total !== null ? total + f.rows : null),
    0,
  ),
});

/** Every file that the report names is there as it was written. */
function judgeWritten(
  problems: Problems,
  { bucket, trips, quarantine }: StoredEvidence,
  report: TransformReport,
): void {
  const written = new Map([...report.trips, ...report.quarantine].map((file) => [file.key, file]));
  for (const footer of [...trips, ...quarantine]) {
    const url = `s3://${bucket}/${footer.key}`;
    const file = written.get(footer.key);
    if (footer.state === 'missing')
      problems.add('file_missing', `${url} is missing; the transform report names it`);
    else if (footer.state === 'invalid')
      problems.add('file_changed', `${url} is no parquet file: ${footer.reason}`);
    else if (file && (footer.bytes !== file.bytes || footer.rows !== file.rows))
      problems.add(
        'file_changed',
        `${url} has ${count(footer.bytes)} bytes and ${count(footer.rows)} rows, the transform report says ${count(file.bytes)} and ${count(file.rows)}`,
      );
  }
}

/** The quarantine's files for COPY, by the listing: their rows are counted in the table. */
function judgeQuarantineCopy(
  problems: Problems,
  { bucket, listed }: StoredEvidence,
  report: TransformReport,
): void {
  const sizes = new Map(listed.map(({ key, bytes }) => [key, bytes]));
  for (const { key, bytes } of report.quarantine_copy) {
    const size = sizes.get(key);
    if (size === undefined)
      problems.add('file_missing', `s3://${bucket}/${key} is missing; the transform report names it`);
    else if (size !== bytes)
      problems.add(
        'file_changed',
        `s3://${bucket}/${key} has ${count(size)} bytes, the transform report says ${count(bytes)}`,
      );
  }
}

/** Spark marks a finished folder with `_SUCCESS`, S3A folders with empty keys that end in `/`. */
const isMarker = (key: string): boolean => key.endsWith('/_SUCCESS') || key.endsWith('/');

/** What WritePassport leaves beside the load's files; a load without it is as good. */
const passportKeys = ({ dataset, source_month, run_id, attempt }: LedgerRow): string[] =>
  [passportKey, passportPageKey, passportTextKey].map((keyOf) =>
    keyOf(datasetOf(dataset), source_month, run_id, attempt),
  );

function judgeStrangers(
  problems: Problems,
  stored: StoredEvidence,
  report: TransformReport,
  url: string,
  beside: readonly string[],
): void {
  const { copyManifest, quarantineCopyManifest, profile } = stored;
  const documents = [url, copyManifest.url, quarantineCopyManifest?.url ?? url, profile?.url ?? url];
  const named = new Set([
    ...[...report.trips, ...report.quarantine, ...report.quarantine_copy].map(({ key }) => key),
    ...documents.map((document) => document.slice(`s3://${stored.bucket}/`.length)),
    ...beside,
  ]);
  for (const { key } of stored.listed)
    if (!named.has(key) && !isMarker(key))
      problems.add(
        'stranger_file',
        `s3://${stored.bucket}/${key} lies among the run's files and is not one of them; nothing reads it`,
        `look at it, then: aws s3 rm s3://${stored.bucket}/${key}`,
      );
}

/** A manifest names every file of its kind, with its size, once, and no other. */
function judgeCopyManifest(
  problems: Problems,
  bucket: string,
  manifest: Document<CopyManifest>,
  kind: 'accepted' | 'rejected',
  listed: readonly Pick<StoredObject, 'key' | 'bytes'>[],
): void {
  if (manifest.state === 'missing')
    problems.add('copy_manifest_missing', `the COPY manifest ${manifest.url} is missing`);
  if (manifest.state === 'invalid')
    problems.add('copy_manifest_invalid', `${manifest.url} is no COPY manifest: ${manifest.reason}`);
  if (manifest.state !== 'ok') return;
  const files = new Map(listed.map(({ key, bytes }) => [`s3://${bucket}/${key}`, bytes]));
  const entries = manifest.value.entries.map(({ url, meta }) => [url, meta.content_length] as const);
  for (const [url, bytes] of entries)
    if (files.get(url) !== bytes)
      problems.add(
        'copy_manifest_differs',
        `${manifest.url} names ${url} with ${count(bytes)} bytes, S3 has ${files.has(url) ? `${count(files.get(url) ?? 0)} bytes` : `no such ${kind} file`}`,
      );
  const named = entries.map(([url]) => url);
  for (const url of new Set(named))
    if (named.indexOf(url) !== named.lastIndexOf(url))
      problems.add('copy_manifest_differs', `${manifest.url} names ${url} more than once`);
  for (const url of files.keys())
    if (!named.includes(url))
      problems.add('copy_manifest_differs', `${manifest.url} does not name ${url}, which has ${kind} rows`);
}
