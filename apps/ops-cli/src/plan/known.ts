import type { Dataset, LedgerRow, Publication, SourceMonth } from '@tlc-elt/contracts';

/** A month of a dataset. */
export interface MonthOfDataset {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
}

/** What ledger, publisher, Step Functions and S3 say of a month at one time. */
export interface Known extends MonthOfDataset {
  /** Newest first. */
  readonly loads: readonly LedgerRow[];
  /** Loads of every month of the dataset, newest first: the quarantine of this one is compared with theirs. */
  readonly ofDataset: readonly LedgerRow[];
  /** Rows of the ledger that no load wrote so. */
  readonly unreadableLoads: number;
  /** Undefined where the publisher was not asked. */
  readonly publication: Publication | undefined;
  /** The execution that goes on with it. */
  readonly running: string | undefined;
  /** The error that its newest execution ended with. */
  readonly error: string | undefined;
  /** Names of every run of it that is known. */
  readonly runs: readonly string[];
}
