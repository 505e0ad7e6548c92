import type { TriedDataset } from '../trips.ts';
import type { Month, Ran } from './world.ts';

/** A fault that somebody outside of the pipeline makes, and what must come of it. */
export interface Fault {
  /** Unique; ends the sentence "the pipeline meets …". */
  readonly what: string;
  /** Makes the fault and runs the month under it. The month's first publication is loaded, a newer one published. */
  readonly act: (month: Month) => Promise<Ran>;
  readonly expect: Expectation;
  /** What ends the fault besides taking its rules back; such as a repaired file. */
  readonly heal?: (month: Month) => Promise<unknown>;
  /** What else must hold after the run. */
  readonly also?: (month: Month, ran: Ran) => void | Promise<void>;
  /** Whose months it is made with, where its columns are one's; otherwise the datasets take turns. */
  readonly dataset?: TriedDataset;
  readonly engines?: readonly ('duckdb' | 'spark')[];
}

export interface Expectation {
  /** Exit code of `ops run`. */
  readonly code: number;
  /** What the run's cause says; absent where it succeeds. */
  readonly cause?: RegExp;
  /**
   * The month in the table after the run: exactly the rows of the first publication, of the one that was published
   * when the run began, of the one that was published during it, or no row at all.
   */
  readonly table: 'old' | 'new' | 'latest' | 'none';
  /** Rows that the ledger has got; several where chance decides. */
  readonly loads: number | readonly number[];
  /** Rows that the ledger gets by the next run although the table is right: no copy of the ledger says so. */
  readonly needless?: number | readonly number[];
}

/** A fault that other tests make, since it cannot be made from outside of a stage that is shared. */
export interface FaultElsewhere {
  readonly what: string;
  readonly outcome: string;
  /** Path of the test in the repository, and what of its name tells it. */
  readonly test: string;
  readonly named: string;
}

export const loads = { code: 0, table: 'new', loads: 1 } as const satisfies Expectation;

/** The run fails, and the table keeps what it had. */
export const keepsOld = (cause: RegExp): Expectation => ({ code: 1, cause, table: 'old', loads: 0 });

/** TransformTrips reads the raw file; IngestRaw has read two before, to compare it with the one that is loaded. */
export const readByTransform = { skip: 2, method: 'GET', path: '.*_tripdata' } as const;
