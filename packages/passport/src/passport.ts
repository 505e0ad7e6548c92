import type { SourceMonth } from '@tlc-elt/contracts';

/** A published file of the month. */
export interface Publication {
  readonly etag: string;
  /** RFC 3339; null where the publisher gives none. */
  readonly last_modified: string | null;
  readonly sha256: string | null;
  readonly rows: number | null;
}

/** Rows of the file = accepted + quarantined; accepted = rows of the table. */
export interface Account {
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly table_rows: number;
  /** Accepted rows beyond the first of those that are equal in every column; null where nobody counted. */
  readonly duplicate_rows: number | null;
  readonly publication: Publication;
  /** Others that raw keeps, latest first. */
  readonly earlier: readonly Publication[];
  readonly run_id: string;
  readonly engine: string;
  readonly loaded_at: string;
}

/** Trips of a day of the month, and of the day that is compared with it; null where no such day is known. */
export interface Day {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly trips: number;
  readonly last_month: number | null;
  readonly last_year: number | null;
}

/** The least and the most of the months before. */
export type Band = readonly [least: number, most: number];

/** Rows that a rule rejected. */
export interface BrokenRule {
  readonly rule: string;
  readonly sentence: string;
  readonly rows: number;
  /** Of the file's rows, 0 to 1. */
  readonly share: number;
  /** Shares of the months before; null where there are none. */
  readonly band: Band | null;
  /** Up to five rejected rows: the columns that the rule asks for, as published. */
  readonly examples: readonly Readonly<Record<string, string>>[];
}

/** Pickups of a zone. */
export interface Zone {
  readonly id: number;
  readonly name: string;
  readonly trips: number;
  readonly share: number;
  /** Change of the share against the months before, in shares (0.01 is a percentage point); null where there are none. */
  readonly change: number | null;
}

export const percentiles = ['p1', 'p5', 'p25', 'p50', 'p75', 'p95', 'p99'] as const;
export type Percentile = (typeof percentiles)[number];

/** How a measure is distributed. */
export interface Distribution {
  readonly name: string;
  /** e.g. `dollars`; behind each number. */
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  readonly quantiles: Readonly<Record<Percentile, number>>;
  /** Spans of equal width from `from` on; what lies outside of them is in `below` and `above`. */
  readonly from: number;
  readonly width: number;
  readonly shares: readonly number[];
  readonly below: number;
  readonly above: number;
  /** Of each span, over the months before; empty where there are none. */
  readonly bands: readonly Band[];
}

/** How the values of a column share the rows. */
export interface Category {
  readonly column: string;
  readonly description: string;
  readonly values: readonly {
    readonly value: string;
    readonly rows: number;
    readonly share: number;
    readonly band: Band | null;
  }[];
}

/** Something that differs from the months before. */
export interface Drift {
  readonly sentence: string;
  /** How far beyond what months differ by, 1 is just so; strongest first. */
  readonly strength: number;
}

/** What was seen for the first time. */
export interface Unseen {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
}

/** What the publisher changed against the publication before. */
export interface Change {
  readonly sentence: string;
  readonly lines: readonly string[];
}

export interface Passport {
  readonly version: 1;
  readonly dataset: string;
  readonly table: string;
  readonly month: SourceMonth;
  readonly stage: string;
  /** The file is made up for a demonstration. */
  readonly generated: boolean;
  readonly verdict: {
    readonly judgement: 'usual' | 'unusual' | 'not proved';
    readonly sentence: string;
    readonly reasons: readonly string[];
  };
  readonly account: Account;
  /** Months that it is compared with, latest first. */
  readonly compared_with: readonly SourceMonth[];
  readonly days: readonly Day[];
  readonly quarantine: readonly BrokenRule[];
  /** Trips by weekday (Monday first) and hour. */
  readonly hours: readonly (readonly number[])[];
  readonly zones: readonly Zone[];
  readonly distributions: readonly Distribution[];
  readonly categories: readonly Category[];
  /** Share of the rows without a value; only columns that lack one somewhere, now or before. */
  readonly nulls: readonly {
    readonly column: string;
    readonly rows: number;
    readonly share: number;
    readonly band: Band | null;
  }[];
  readonly drift: readonly Drift[];
  readonly schema: {
    readonly era: string;
    readonly contract_version: number;
    readonly unseen: readonly Unseen[];
    readonly columns: readonly { readonly name: string; readonly type: string; readonly source: string }[];
  };
  /** Null where the publisher did not replace the month. */
  readonly change: Change | null;
}
