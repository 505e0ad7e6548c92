/** Bins of `width` each, from the end of the span before (or from `from`) to `until`, which is not in it. */
export interface Span {
  readonly width: number;
  readonly until: number;
}

/** Bins that lie side by side: fine where most values are, coarser beyond. Smaller and greater values have a count each. */
export interface Bins {
  readonly from: number;
  readonly spans: readonly Span[];
}

/** What a whole number of a measure is. */
export type Unit = 'cent' | 'hundredth of a mile' | 'second' | 'tenth of a mile per hour';

/** A number of each trip whose distribution is kept. */
export interface Measure {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  /**
   * The number in that unit, NULL where there is none: SQL of DuckDB over the table's columns. `MICROS(column)` is a time as a DOUBLE of microseconds.
   */
  readonly sql: string;
  /** The only column that `sql` names, if it names one. */
  readonly column?: string;
  readonly bins: Bins;
}

/** What trips are counted by, value for value. */
export interface Category {
  readonly name: string;
  readonly title: string;
  /** The value, as the column has it: SQL like that of a measure. */
  readonly sql: string;
  /** The only column that `sql` names, if it names one. */
  readonly column?: string;
  readonly isText: boolean;
  /** So many values are told apart, the most frequent ones; the rest is one count. */
  readonly mostValues: number;
}

/** What a profile has of a dataset, besides NULLs, days and hours. */
export interface ProfileContract {
  /** Column with the zone of the pickup, and the greatest id of a zone: 1 is the least. */
  readonly zones?: { readonly column: string; readonly last: number };
  readonly measures: readonly Measure[];
  readonly categories: readonly Category[];
}
