import type { Dataset, Proof, SourceMonth } from '@tlc-elt/contracts';
import type { LedgerCopyState } from './ledger-copy.ts';

/** Something about a month that is not right, and what to type. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly next: string;
}

export type ProblemCode =
  | 'not_loaded'
  | 'rows_without_ledger'
  | 'rows_of_no_month'
  | 'ledger_without_rows'
  | 'ledger_row_unreadable'
  | 'ledger_row_doubled'
  | 'ledger_of_another_month'
  | 'ledger_of_unknown_dataset'
  | 'ledger_out_of_order'
  | 'ledger_differs'
  | 'doubled_month'
  | 'table_rows_differ'
  | 'table_values_differ'
  | 'rows_lost'
  | 'raw_manifest_missing'
  | 'raw_manifest_invalid'
  | 'raw_manifest_differs'
  | 'raw_file_missing'
  | 'raw_file_changed'
  | 'raw_values_differ'
  | 'source_rows_differ'
  | 'report_missing'
  | 'report_invalid'
  | 'report_of_another_run'
  | 'report_differs'
  | 'profile_missing'
  | 'profile_invalid'
  | 'profile_differs'
  | 'copy_manifest_missing'
  | 'copy_manifest_invalid'
  | 'copy_manifest_differs'
  | 'file_missing'
  | 'file_changed'
  | 'file_values_differ'
  | 'stranger_file'
  | 'accepted_rows_differ'
  | 'quarantined_rows_differ'
  | 'quarantine_by_rule_differs'
  | 'quarantine_table_differs'
  | 'quarantine_values_differ'
  | 'generated_differs'
  | 'lookup_differs'
  | 'lookup_file_missing'
  | 'lookup_file_changed';

/** What `verify --json` says of one month; null where the source of truth for a number is missing. */
export interface MonthReport {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly run_id: string | null;
  readonly status: 'ok' | 'failed';
  readonly problems: readonly Problem[];
  /**
   * Whether the values in both tables are those of the source, by their digests; `unproved` where the load is older
   * than digests are, `not_compared` where only counts were.
   */
  readonly values: 'proved' | 'differ' | 'unproved' | 'not_compared';
  /** By the footer of the raw file. */
  readonly source_rows: number | null;
  /** By the footers of the written files. */
  readonly accepted_rows: number | null;
  readonly quarantined_rows: number | null;
  /** By the ledger's newest row. */
  readonly loaded_rows: number | null;
  /** Counted in the table. */
  readonly table_rows: number;
  /** Counted in the quarantine table. */
  readonly quarantine_table_rows: number;
  /** Counted in the quarantine files; a row may break several rules. */
  readonly quarantine_by_rule: Readonly<Record<string, number>>;
  /** Accepted rows beyond the first of those that are equal in every column, by the transform report; null in older ones. */
  readonly duplicate_rows: number | null;
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
  /** True where the file was generated for a demonstration and is no publication of the TLC. */
  readonly generated: boolean;
  /** How the raw bytes are known to be the publisher's; null where no raw manifest says. */
  readonly proof: Proof | null;
  readonly engine: string | null;
  readonly loaded_at: string | null;
  /** What CheckSource knows the month by; null where the ledger itself is unclear. */
  readonly ledger_copy: LedgerCopyState | null;
}

export interface Result {
  readonly ok: boolean;
  readonly months: readonly MonthReport[];
  /** Of rows that belong to no month or to no dataset; looked for where no month is named. */
  readonly problems: readonly Problem[];
}
