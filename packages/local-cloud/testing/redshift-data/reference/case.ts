/** A value as the Data API gives it; a whole result has rows of them. */
export type Value = string | number | boolean | null;

/**
 * A statement and what Redshift gives: one value, all rows, or the text that its error holds.
 * `refused`: the local cloud does not run it, and the error names this.
 */
export type Case =
  | readonly [sql: string, value: Value]
  | readonly [sql: string, rows: readonly (readonly Value[])[]]
  | readonly [sql: string, failure: { readonly error: string } | { readonly refused: string }];

/** Statements of one page of the "SQL reference" in the Amazon Redshift Database Developer Guide. */
export interface Group {
  readonly page: string;
  readonly cases: readonly Case[];
}
