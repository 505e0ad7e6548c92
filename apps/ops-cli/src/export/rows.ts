import type { Value } from '../warehouse/values.ts';

/** A column of what is exported; `type` is DuckDB's, and becomes that of a parquet file. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** A result that is written as its rows come: no more than some of them are in memory. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly Value[]> | AsyncIterable<readonly Value[]>;
}

/** Takes the rows to where the user wants them. */
export type WriteRows = (rows: Rows) => Promise<void>;

/** Rows of objects that have a member for each column. */
export const rowsOf = <Names extends string>(
  types: Readonly<Record<Names, string>>,
  objects: readonly Readonly<Record<NoInfer<Names>, Value>>[],
): Rows => {
  const names = Object.keys(types) as Names[];
  return {
    columns: names.map((name) => ({ name, type: types[name] })),
    rows: objects.map((object) => names.map((name) => object[name])),
  };
};
