import type { JobState } from '@tlc-elt/contracts';
import type { StageConfig } from '../config/stages.ts';

/** How a Glue job runs. */
export type JobRuntime =
  | {
      readonly kind: 'pythonshell';
      readonly script: string;
      readonly dpu: 0.0625 | 1;
      readonly modules: readonly string[];
    }
  | { readonly kind: 'glueetl'; readonly script: string; readonly workers: number };

// Pinned: Python Shell resolves them at each start. boto3 1.42.97 is the last for its Python 3.9;
// duckdb 1.4.5 has a wheel for its glibc.
const BOTO3 = 'boto3==1.42.97';
const DUCKDB = 'duckdb==1.4.5';

const transformRuntimes: Readonly<Record<StageConfig['transformEngine'], JobRuntime>> = {
  spark: { kind: 'glueetl', script: 'transform_trips.py', workers: 2 },
  duckdb: { kind: 'pythonshell', script: 'transform_trips_duckdb.py', dpu: 1, modules: [BOTO3, DUCKDB] },
};

export interface JobDefinition {
  readonly state: JobState;
  readonly runtime: JobRuntime;
  /** Minutes; a full month takes one or two. */
  readonly timeoutMinutes: number;
  readonly description: string;
}

/** The jobs of a stage, by the state that runs them. */
export const jobDefinitions = ({ transformEngine }: StageConfig): readonly JobDefinition[] => [
  {
    state: 'IngestRaw',
    runtime: { kind: 'pythonshell', script: 'ingest_raw.py', dpu: 0.0625, modules: [BOTO3, DUCKDB] },
    timeoutMinutes: 30,
    description: "The publisher's file to S3 raw, verified, with a raw manifest",
  },
  {
    state: 'TransformTrips',
    runtime: transformRuntimes[transformEngine],
    timeoutMinutes: 30,
    description: 'Raw to accepted and quarantined rows on S3',
  },
  {
    state: 'LoadRedshift',
    runtime: { kind: 'pythonshell', script: 'load_redshift.py', dpu: 0.0625, modules: [BOTO3] },
    timeoutMinutes: 60,
    description: 'Accepted and quarantined rows to Redshift, in one transaction',
  },
];
