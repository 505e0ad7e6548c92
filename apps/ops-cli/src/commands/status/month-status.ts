import {
  type Dataset,
  datasetOf,
  type LedgerRow,
  type MonthState,
  type Proof,
  type Publication,
  type RawManifest,
  type SourceFile,
  type SourceMonth,
} from '@tlc-elt/contracts';
import { stateOf } from '../../plan/month-state.ts';
import type { Ledger } from '../../warehouse/ledger.ts';

/** A load as the ledger has it: the provenance of the rows that it wrote. */
export type Load = Omit<LedgerRow, 'dataset' | 'source_month' | 'attempt' | 'run_number'>;

/** A publication that raw has: `ops run MONTH --publication ETAG` loads it. */
export interface Kept extends Pick<SourceFile, 'etag' | 'last_modified' | 'bytes'> {
  readonly proof: Proof;
  readonly ingested_at: string;
}

/** What is known of a month. */
export interface MonthStatus {
  readonly dataset: Dataset;
  readonly month: SourceMonth;
  readonly state: MonthState;
  /** Null where the publisher was not asked, or has nothing. */
  readonly publication: SourceFile | null;
  /** What the publisher answered where that says nothing about the month. */
  readonly answer: string | null;
  /** Newest first. */
  readonly loads: readonly Load[];
  /** Latest publication first; only of a single month. */
  readonly kept: readonly Kept[];
  /** Rows of the ledger that no load wrote so: `ops verify` says what is wrong with them. */
  readonly unreadable_loads: number;
}

/** Judges a month by its loads, newest first, and by what the publisher has; undefined where it was not asked. */
export function monthStatus(
  dataset: Dataset,
  month: SourceMonth,
  ledger: Ledger,
  publication: Publication | undefined,
  now: Date,
  manifests: readonly RawManifest[] = [],
): MonthStatus {
  const loads = ledger.loads.filter(({ source_month }) => source_month === month);
  const unreadable = ledger.unreadable.filter((row) => row.month === month).length;
  return {
    dataset,
    month,
    state: stateOf(
      datasetOf(dataset),
      { month, loads, ofDataset: ledger.loads, publication, unreadableLoads: unreadable },
      now,
    ),
    publication: publication?.state === 'published' ? publication.source : null,
    answer: publication && 'answer' in publication ? publication.answer : null,
    loads: loads.map(({ dataset: _, source_month: __, attempt: ___, run_number: ____, ...load }) => load),
    kept: manifests.map(keptOf).sort((one, other) => (one.last_modified < other.last_modified ? 1 : -1)),
    unreadable_loads: unreadable,
  };
}

const keptOf = ({ source, proof = 'unproved', ingested_at }: RawManifest): Kept => ({
  etag: source.etag,
  last_modified: source.last_modified,
  bytes: source.bytes,
  proof,
  ingested_at,
});
