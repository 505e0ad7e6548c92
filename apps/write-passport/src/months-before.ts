import type { DatasetContract, LedgerCopy, TransformReport } from '@tlc-elt/contracts';
import type { Load, LoadedMonth } from '@tlc-elt/passport';
import { type Bucket, profileOf, reportOf } from '@tlc-elt/stored';

/** Loads before a month that it can be compared with: made up ones with made up ones, real ones with real ones. */
export async function monthsBefore(
  processed: Bucket,
  contract: DatasetContract,
  copies: readonly LedgerCopy[],
  generated: boolean,
): Promise<LoadedMonth[]> {
  const found = await Promise.all(
    copies.map(async (copy) => {
      const [report, profile] = await Promise.all([
        reportOf(processed, contract, copy),
        profileOf(processed, contract, copy),
      ]);
      if (report === undefined || profile === undefined || report.generated !== generated) return [];
      return { load: loadOf(copy, report, null), profile };
    }),
  );
  return found.flat();
}

/** What is said of a load, by its copy of the ledger and by what was audited with it in one transaction. */
export const loadOf = (
  { source_month, run_id, attempt, source_etag, source_last_modified, loaded_at }: LedgerCopy,
  report: TransformReport,
  source_sha256: string | null,
): Load => ({
  ...{ source_month, run_id, attempt, source_etag, source_last_modified, source_sha256, loaded_at },
  source_rows: report.source_rows,
  accepted_rows: report.accepted_rows,
  quarantined_rows: report.quarantined_rows,
  quarantine_by_rule: report.quarantine_by_rule,
  era: report.era,
  contract_version: report.contract_version,
  engine: report.engine,
  generated: report.generated,
});
