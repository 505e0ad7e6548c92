/** A column of a lookup's file and table: `source` is its name in the file. */
export interface LookupColumn {
  readonly name: string;
  readonly description: string;
  readonly type: 'INTEGER' | `VARCHAR(${number})`;
  readonly source: string;
  /** In a view that names trips, the column is `<end of the trip>_<names>`. */
  readonly names?: string;
}

/** A reference file of the publisher, which every run of a dataset that names it brings along. */
export interface LookupContract {
  /** Name of the view that has its newest version. */
  readonly lookup: string;
  /** Table of every version. */
  readonly versionsTable: string;
  readonly description: string;
  readonly fileName: string;
  /** Path of the file from the publisher's base address. */
  readonly urlPath: string;
  /** A longer answer is not the file. */
  readonly largestBytes: number;
  /** The columns of the file, no other; none is ever empty. The first is the key, a number from 1 on. */
  readonly columns: readonly LookupColumn[];
  /** A file with fewer rows is damaged. */
  readonly leastRows: number;
  /** Rows of the file that is made up where the publisher cannot be reached: values in the order of the columns. */
  readonly generated: () => readonly (readonly (string | number)[])[];
}

/** The lookup that a dataset names, and the view that joins it. */
export interface NamedTrips {
  readonly view: string;
  readonly lookup: LookupContract;
  /** Start of a name of the view's columns → column of the trips table that holds the key. */
  readonly keys: Readonly<Record<string, string>>;
}

/** First line of a file that was made up for a demonstration and is no publication. */
export const GENERATED_LINE = '# tlc-elt.generated';
