import type {
  CopyManifest,
  Dataset,
  LedgerRow,
  RawManifest,
  SourceMonth,
  TransformReport,
} from '@tlc-elt/contracts';
import type { StoredObject } from '../../objects/objects.ts';

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

/** What the warehouse has of a month, counted by it. */
export interface WarehouseEvidence {
  /** Newest load first. */
  readonly ledger: readonly LedgerRow[];
  readonly pickupMonths: readonly { readonly month: string; readonly rows: number }[];
  /** Rows of the quarantine table by run. */
  readonly quarantine: readonly { readonly runId: string; readonly rows: number }[];
}

/** What S3 has of the load that the ledger's newest row names. */
export interface StoredEvidence {
  readonly rawManifest: Document<RawManifest>;
  /** Absent where no manifest names it. */
  readonly rawFile: Footer | undefined;
  /** Absent with --quick. */
  readonly rawSha256: string | undefined;
  readonly report: Document<TransformReport>;
  readonly copyManifest: Document<CopyManifest>;
  /** Everything below the attempt's prefix. */
  readonly listed: readonly StoredObject[];
  readonly bucket: string;
  readonly trips: readonly Footer[];
  readonly quarantine: readonly Footer[];
  readonly quarantineByRule: Readonly<Record<string, number>>;
}

export interface MonthEvidence {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly warehouse: WarehouseEvidence;
  /** Absent where the ledger names no load. */
  readonly stored: StoredEvidence | undefined;
}
