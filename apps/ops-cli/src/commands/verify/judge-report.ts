import {
  copyManifestKey,
  datasets,
  LEDGER_TABLE,
  type LedgerRow,
  profileKey,
  quarantineCopyManifestKey,
  rawManifestKey,
  type TransformReport,
} from '@tlc-elt/contracts';
import type { StoredEvidence } from './evidence.ts';
import type { Problems } from './problem.ts';

/** The transform report against the ledger, its own place, and the sums of its files. */
export function judgeReport(problems: Problems, newest: LedgerRow, stored: StoredEvidence): void {
  const { report } = stored;
  if (report.state === 'missing')
    problems.add('report_missing', `the transform report ${report.url} is missing`);
  if (report.state === 'invalid')
    problems.add('report_invalid', `${report.url} is no transform report: ${report.reason}`);
  if (report.state !== 'ok') return;
  if (!isOf(report.value, newest)) {
    problems.add(
      'report_of_another_run',
      `${report.url} is of ${report.value.run_id}, attempt ${report.value.attempt}; the ledger names ${newest.run_id}, attempt ${newest.attempt}`,
    );
    return;
  }
  const said = { of: report.url, fields: report.value };
  problems.fieldsDiffer('report_differs', said, { of: LEDGER_TABLE, fields: byLedger(newest) });
  problems.fieldsDiffer('report_differs', said, {
    of: 'its place is that of',
    fields: byPlace(newest, stored, report.value),
  });
  problems.fieldsDiffer(
    'report_differs',
    { of: report.url, fields: { accepted_rows: report.value.accepted_rows, ...quarantinedBy(report.value) } },
    { of: 'its files', fields: sumsOf(report.value) },
  );
}

const isOf = (report: TransformReport, { dataset, source_month, run_id, attempt }: LedgerRow): boolean =>
  report.dataset === dataset &&
  report.source_month === source_month &&
  report.run_id === run_id &&
  report.attempt === attempt;

const byLedger = (newest: LedgerRow) => ({
  engine: newest.engine,
  contract_version: newest.contract_version,
  era: newest.era,
  source_etag: newest.source_etag,
  source_rows: newest.source_rows,
  accepted_rows: newest.accepted_rows,
  quarantined_rows: newest.quarantined_rows,
  quarantine_by_rule: newest.quarantine_by_rule,
  generated: newest.generated,
});

function byPlace(
  { dataset, source_month, run_id, attempt, source_etag }: LedgerRow,
  stored: StoredEvidence,
  report: TransformReport,
) {
  const contract = datasets[dataset];
  const place = [contract, source_month, run_id, attempt] as const;
  const key = rawManifestKey(contract, source_month, source_etag);
  return {
    bucket: stored.bucket,
    raw_manifest: { bucket: stored.rawBucket, key },
    ...(report.profile !== undefined && { profile: profileKey(...place) }),
    copy_manifest: copyManifestKey(...place),
    quarantine_copy_manifest:
      report.quarantine_copy.length === 0 ? null : quarantineCopyManifestKey(...place),
  };
}

/** The rows that it says of both kinds of quarantine files. */
const quarantinedBy = ({ quarantined_rows }: TransformReport) => ({
  quarantined_rows,
  'quarantined_rows (for COPY)': quarantined_rows,
});
const rows = (files: TransformReport['trips']): number => files.reduce((sum, file) => sum + file.rows, 0);
const sumsOf = ({ trips, quarantine, quarantine_copy }: TransformReport) => ({
  accepted_rows: rows(trips),
  quarantined_rows: rows(quarantine),
  'quarantined_rows (for COPY)': rows(quarantine_copy),
});
