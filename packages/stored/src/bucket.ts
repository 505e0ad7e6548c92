/** Some bytes of an object, and how many it has. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** A bucket, as those read it who look for what runs have left: `ops`, and the functions of the workflow. */
export interface Bucket {
  /** The text of an object; undefined where there is none. */
  text(key: string): Promise<string | undefined>;
  /** Bytes of an object; undefined where there is none. `range` as in HTTP: `bytes=-8`. */
  part(key: string, range: string): Promise<Part | undefined>;
  /** Keys below a prefix. */
  keys(prefix: string): Promise<string[]>;
}

/** Where a stage keeps what it has of months. */
export interface Buckets {
  readonly raw: Bucket;
  readonly processed: Bucket;
}
