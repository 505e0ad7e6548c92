import type { Dataset, Proof, SourceMonth } from '@tlc-elt/contracts';

/** Something about a month that is not right, and what to type. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly next: string;
}

export type ProblemCode =
  | 'not_loaded'
  | 'rows_without_ledger'
  | 'ledger_without_rows'
  | 'doubled_month'
  | 'table_rows_differ'
  | 'rows_lost'
  | 'raw_manifest_missing'
  | 'raw_manifest_invalid'
  | 'raw_file_missing'
  | 'raw_file_changed'
  | 'source_rows_differ'
  | 'report_missing'
  | 'report_invalid'
  | 'report_of_another_run'
  | 'copy_manifest_missing'
  | 'copy_manifest_invalid'
  | 'copy_manifest_differs'
  | 'file_missing'
  | 'file_changed'
  | 'stranger_file'
  | 'accepted_rows_differ'
  | 'quarantined_rows_differ'
  | 'quarantine_by_rule_differs'
  | 'quarantine_table_differs'
  | 'generated_differs';

/** What `verify --json` says of one month; null where the source of truth for a number is missing. */
export interface MonthReport {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly run_id: string | null;
  readonly status: 'ok' | 'failed';
  readonly problems: readonly Problem[];
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
  readonly pickup_months: readonly { readonly month: string; readonly rows: number }[];
  /** True where the file was generated for a demonstration and is no publication of the TLC. */
  readonly generated: boolean;
  /** How the raw bytes are known to be the publisher's; null where no raw manifest says. */
  readonly proof: Proof | null;
  readonly engine: string | null;
  readonly loaded_at: string | null;
}

export interface Result {
  readonly ok: boolean;
  readonly months: readonly MonthReport[];
}
