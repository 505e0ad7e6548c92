import type { SourceMonth } from '../input/month.ts';

/** How many rows a generated month has, and of which kind. */
export interface MonthShape {
  readonly rows: number;
  /** Rows that break one or more of the three positive-amount rules. */
  readonly broken: number;
  /** Sound rows with a pickup in the previous month, within a day of this one. */
  readonly previousMonth: number;
  /** Sound rows with a pickup in the next month, within a day of this one. */
  readonly nextMonth: number;
  /** Sound rows with a broken clock: one in 2009-01, the others in 2008-12. */
  readonly brokenClock: number;
}

/** What a source column of a generated month holds, in SQL of DuckDB. */
export interface GeneratedColumn {
  readonly sql: string;
  /** First month in which the publisher filled the column; before it the column is all NULL. */
  readonly filledSince?: SourceMonth;
}

/**
 * How a month is made up where the publisher cannot be reached. SQL may name `i` (row), `r` (rank), `u0` … `u9`
 * (numbers from 0 to 1); that of columns also `pickup` (the time that the shape asks for), `breaks` and what is sampled.
 */
export interface GeneratedMonth {
  /** The counts of the month that is imitated. */
  readonly shape: MonthShape;
  /** Ways in which a row breaks rules: `breaks` is one of 0, 1, …, and -1 in a sound row. */
  readonly breakings: number;
  /** Values that several columns are made of, by name. */
  readonly sampled: Readonly<Record<string, string>>;
  /** By the column's name in small letters; a column that is not here holds a value of its type. */
  readonly columns: Readonly<Record<string, GeneratedColumn>>;
}
