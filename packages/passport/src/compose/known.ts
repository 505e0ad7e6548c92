import type { DatasetContract, LedgerRow, Profile, PublicationDiff, RawManifest } from '@tlc-elt/contracts';

/** What is said of a load: by the ledger's row, or by what the load has left on S3. */
export type Load = Pick<
  LedgerRow,
  | 'source_month'
  | 'run_id'
  | 'attempt'
  | 'source_etag'
  | 'source_last_modified'
  | 'source_rows'
  | 'accepted_rows'
  | 'quarantined_rows'
  | 'quarantine_by_rule'
  | 'era'
  | 'contract_version'
  | 'engine'
  | 'generated'
  | 'loaded_at'
> & {
  /** Null where nothing on S3 says it any more. */
  readonly source_sha256: string | null;
};

/** A load, and what its accepted rows are like. */
export interface LoadedMonth {
  readonly load: Load;
  readonly profile: Profile;
}

/** What was proved of the month. */
export interface Proved {
  readonly table_rows: number;
  /** What is wrong, in sentences; empty where everything is right. */
  readonly problems: readonly string[];
}

/** All that a passport is composed of. */
export interface Known extends LoadedMonth {
  readonly contract: DatasetContract;
  readonly stage: string;
  readonly proved: Proved;
  /** Loads of months before it, latest first. */
  readonly history: readonly LoadedMonth[];
  /** The load of the same month a year before. */
  readonly lastYear: LoadedMonth | undefined;
  /** Publications of the month that raw keeps. */
  readonly manifests: readonly RawManifest[];
  /** Rejected rows of each rule, as published. */
  readonly examples: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** Id of a zone → its name. */
  readonly zoneNames: ReadonlyMap<number, string>;
  /** What the loaded publication changed; undefined where it is the only one. */
  readonly difference: PublicationDiff | undefined;
}
