import type { LedgerRow, TransformReport } from '@tlc-elt/contracts';
import { count } from '../../terminal/table.ts';
import type { Footer, StoredEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';

/** The attempt's files against transform report, COPY manifest and ledger. */
export function judgeFiles(problems: Problems, newest: LedgerRow, stored: StoredEvidence): void {
  const { report, copyManifest } = stored;
  if (report.state === 'missing')
    problems.add('report_missing', `the transform report ${report.url} is missing`);
  if (report.state === 'invalid')
    problems.add('report_invalid', `${report.url} is no transform report: ${report.reason}`);
  if (report.state === 'ok') {
    judgeIdentity(problems, newest, report.value, report.url);
    judgeWritten(problems, stored, report.value);
    judgeQuarantineCopy(problems, stored, report.value);
    judgeStrangers(problems, stored, report.value, report.url);
  }
  if (copyManifest.state === 'missing')
    problems.add('copy_manifest_missing', `the COPY manifest ${copyManifest.url} is missing`);
  if (copyManifest.state === 'invalid')
    problems.add('copy_manifest_invalid', `${copyManifest.url} is no COPY manifest: ${copyManifest.reason}`);
  if (copyManifest.state === 'ok') judgeCopyManifest(problems, stored);
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

function judgeIdentity(problems: Problems, newest: LedgerRow, report: TransformReport, url: string): void {
  if (
    report.run_id === newest.run_id &&
    report.attempt === newest.attempt &&
    report.source_month === newest.source_month
  )
    return;
  problems.add(
    'report_of_another_run',
    `${url} is of ${report.run_id}, attempt ${report.attempt}; the ledger names ${newest.run_id}, attempt ${newest.attempt}`,
  );
}

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

function judgeStrangers(
  problems: Problems,
  stored: StoredEvidence,
  report: TransformReport,
  url: string,
): void {
  const manifests = [report.copy_manifest, report.quarantine_copy_manifest];
  const named = new Set([
    ...[...report.trips, ...report.quarantine, ...report.quarantine_copy].map(({ key }) => key),
    ...manifests,
    url.slice(`s3://${stored.bucket}/`.length),
  ]);
  for (const { key } of stored.listed)
    if (!named.has(key) && !isMarker(key))
      problems.add(
        'stranger_file',
        `s3://${stored.bucket}/${key} lies among the run's files and is not one of them; nothing reads it`,
        `look at it, then: aws s3 rm s3://${stored.bucket}/${key}`,
      );
}

function judgeCopyManifest(problems: Problems, { bucket, copyManifest, trips }: StoredEvidence): void {
  if (copyManifest.state !== 'ok') return;
  const sizes = new Map(copyManifest.value.entries.map(({ url, meta }) => [url, meta.content_length]));
  const files = new Map<string, number>(
    trips.flatMap((f) => (f.state === 'ok' ? [[`s3://${bucket}/${f.key}`, f.bytes] as const] : [])),
  );
  for (const [url, bytes] of sizes)
    if (files.get(url) !== bytes)
      problems.add(
        'copy_manifest_differs',
        `${copyManifest.url} names ${url} with ${count(bytes)} bytes, S3 has ${files.has(url) ? `${count(files.get(url) ?? 0)} bytes` : 'no such accepted file'}`,
      );
  for (const url of files.keys())
    if (!sizes.has(url))
      problems.add(
        'copy_manifest_differs',
        `${copyManifest.url} does not name ${url}, which has accepted rows`,
      );
}
