import type {
  CopyManifest,
  Dataset,
  Digests,
  LedgerRow,
  Profile,
  RawManifest,
  SourceMonth,
  TransformReport,
} from '@tlc-elt/contracts';
import type { StoredObject } from '../../objects/objects.ts';
import type { UnreadableRow } from '../../warehouse/ledger.ts';
import type { PhysicalColumn } from '../contract-check/footer.ts';

/** A JSON document of S3: what it says, or why it says nothing. */
export type Document<T> =
  | { readonly state: 'ok'; readonly value: T; readonly url: string }
  | { readonly state: 'missing'; readonly url: string }
  | { readonly state: 'invalid'; readonly url: string; readonly reason: string };

/** A parquet file by its own footer. */
export type Footer =
  | { readonly state: 'ok'; readonly key: string; readonly bytes: number; readonly rows: number }
  | { readonly state: 'missing'; readonly key: string }
  | { readonly state: 'invalid'; readonly key: string; readonly reason: string };

/** What the raw file's footer says beside its rows. */
export interface RawDescription {
  readonly row_groups: number;
  readonly physical_schema: readonly PhysicalColumn[];
  readonly generated: boolean;
}

/** Digests of a month's rows in both tables, computed by the warehouse. */
export interface TableDigests {
  readonly trips: Digests;
  readonly quarantine: Digests;
}

/** What the warehouse has of a month, counted by it. */
export interface WarehouseEvidence {
  /** Newest load first. */
  readonly ledger: readonly LedgerRow[];
  readonly unreadable: readonly UnreadableRow[];
  /** Load numbers that several rows of the ledger have, of whatever month. */
  readonly doubledNumbers: ReadonlySet<number>;
  readonly pickupMonths: readonly { readonly month: string; readonly rows: number }[];
  /** Rows of the quarantine table by run. */
  readonly quarantine: readonly { readonly runId: string; readonly rows: number }[];
}

/** Rows that are of no month, or of no dataset that a contract knows. */
export interface StrayEvidence {
  readonly trips: readonly StrayRows[];
  readonly quarantine: readonly StrayRows[];
  readonly ledger: readonly StrayRows[];
  /** Rows of the ledger. */
  readonly unknownDatasets: number;
}
export interface StrayRows {
  /** As the table has it; null for NULL. */
  readonly day: string | null;
  readonly rows: number;
}

/** What S3 has of the load that the ledger's newest row names. */
export interface StoredEvidence {
  readonly rawBucket: string;
  readonly rawManifest: Document<RawManifest>;
  /** Absent where no manifest names it. */
  readonly rawFile: Footer | undefined;
  readonly rawDescription: RawDescription | undefined;
  /** Absent where the raw file is not read whole. */
  readonly rawHashes: { readonly sha256: string; readonly md5: string } | undefined;
  readonly report: Document<TransformReport>;
  /** Absent where the report names none, being of an older version. */
  readonly profile: Document<Profile> | undefined;
  readonly copyManifest: Document<CopyManifest>;
  /** Absent where no row was rejected. */
  readonly quarantineCopyManifest: Document<CopyManifest> | undefined;
  /** Everything below the attempt's prefix. */
  readonly listed: readonly StoredObject[];
  readonly bucket: string;
  readonly trips: readonly Footer[];
  readonly quarantine: readonly Footer[];
  readonly quarantineByRule: Readonly<Record<string, number>>;
}

/** What the files' rows come to, each read whole; a reason where they cannot be read. */
export interface Contents {
  /** From the raw file by the contract's SELECT. */
  readonly raw: Read<{
    readonly accepted: Digests;
    readonly byRule: Readonly<Record<string, number>>;
    /** Accepted rows beyond the first of those that are equal. */
    readonly copies: number;
  }>;
  /** From the files of accepted rows. */
  readonly trips: Read<Digests>;
  /** From the files that COPY took the quarantine table from. */
  readonly quarantineCopy: Read<Digests>;
  /** Whether the quarantine files have the raw file's rejected rows. */
  readonly quarantine: Read<boolean>;
  /** Whether the files for COPY have those of the quarantine files. */
  readonly copied: Read<boolean>;
}
export type Read<T> =
  | { readonly state: 'ok'; readonly value: T }
  | { readonly state: 'invalid'; readonly reason: string };

export interface MonthEvidence {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly now: Date;
  readonly warehouse: WarehouseEvidence;
  /** Absent where the ledger names no load, or one that cannot be told. */
  readonly stored: StoredEvidence | undefined;
  /** Absent where nothing is there to compare them with, or counts only are asked for. */
  readonly digests: TableDigests | undefined;
  /** Absent unless every file is read. */
  readonly contents: Contents | undefined;
  /** Whether S3 has a publication of the month; asked where the ledger has no load. */
  readonly ingested: boolean;
}
