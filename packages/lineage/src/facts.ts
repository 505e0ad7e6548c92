import type {
  DatasetContract,
  JobState,
  Profile,
  RawManifest,
  SourceFile,
  SourceMonth,
  TransformReport,
} from '@tlc-elt/contracts';

/** How an execution or a state of it ended. */
export interface Ending {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly at: Date;
  /** The error's name, and its sentence. */
  readonly failure: { readonly error: string; readonly message: string } | undefined;
}

/** A state that runs a job, over all its tries. */
export interface StateStay {
  readonly state: JobState;
  readonly startedAt: Date;
  /** Undefined while it runs. */
  readonly end: Ending | undefined;
}

/** Where the stage keeps its data. */
export interface Places {
  readonly rawBucket: string;
  readonly processedBucket: string;
  readonly workgroup: string;
  readonly database: string;
}

/** What the ledger says of the run's load; rows are undefined where nothing that is left says how many. */
export interface Load {
  readonly attempt: string;
  readonly accepted_rows: number | undefined;
  readonly quarantined_rows: number | undefined;
  readonly loaded_rows: number | undefined;
  readonly loaded_at: Date;
}

/** All that is known of a run; what is not there yet, or never was, is undefined. */
export interface RunFacts {
  readonly executionArn: string;
  readonly startedAt: Date;
  /** When somebody let it go on after it had ended (RedriveExecution). */
  readonly redrivenAt: readonly Date[];
  readonly end: Ending | undefined;
  /** The state that ended the run, where it failed. */
  readonly failedIn: string | undefined;
  /** In the order in which they were entered. */
  readonly states: readonly StateStay[];
  /** Undefined where the input of the execution is none. */
  readonly subject: { readonly contract: DatasetContract; readonly month: SourceMonth } | undefined;
  readonly places: Places;
  /** The publication that CheckSource has found. */
  readonly source: SourceFile | undefined;
  readonly manifest: RawManifest | undefined;
  /** Of the attempt that was loaded, or else of the newest one. */
  readonly report: TransformReport | undefined;
  readonly profile: Profile | undefined;
  readonly load: Load | undefined;
}
