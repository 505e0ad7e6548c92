import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JobName } from '@tlc-elt/contracts';
import type { StageConfig } from '../config/stages.ts';
import { pinned } from '../supply/python-locks.ts';

/** How a Glue job runs. */
export type JobRuntime =
  | {
      readonly kind: 'pythonshell';
      readonly script: string;
      readonly dpu: 0.0625 | 1;
      readonly modules: readonly string[];
    }
  | {
      readonly kind: 'glueetl';
      readonly script: string;
      readonly workers: number;
      readonly modules: readonly string[];
    };

// Python Shell resolves them at each start: named to the last package, it has nothing to choose.
const MODULES = pinned(readFileSync(join(import.meta.dirname, 'modules.txt'), 'utf8')).map(
  ({ name, version }) => `${name}==${version}`,
);
const DUCKDB = MODULES.filter((module) => module.startsWith('duckdb=='));
const BOTO3 = MODULES.filter((module) => !DUCKDB.includes(module));

const transformRuntimes: Readonly<Record<StageConfig['transformEngine'], JobRuntime>> = {
  spark: { kind: 'glueetl', script: 'transform_trips.py', workers: 2, modules: DUCKDB },
  duckdb: { kind: 'pythonshell', script: 'transform_trips_duckdb.py', dpu: 1, modules: MODULES },
};

export interface JobDefinition {
  /** Name of the job: for a job of the workflow, that of its state. */
  readonly job: JobName;
  readonly runtime: JobRuntime;
  /** Minutes; a full month takes one or two. */
  readonly timeoutMinutes: number;
  readonly description: string;
}

/** The jobs of a stage: one for each of the workflow's states that is a job, and the one that `ops migrate` starts. */
export const jobDefinitions = ({ transformEngine }: StageConfig): readonly JobDefinition[] => [
  {
    job: 'IngestRaw',
    runtime: { kind: 'pythonshell', script: 'ingest_raw.py', dpu: 0.0625, modules: MODULES },
    timeoutMinutes: 30,
    description: "The publisher's file to S3 raw, verified, with a raw manifest",
  },
  {
    job: 'TransformTrips',
    runtime: transformRuntimes[transformEngine],
    timeoutMinutes: 30,
    description: 'Raw to accepted and quarantined rows on S3',
  },
  {
    job: 'LoadRedshift',
    runtime: { kind: 'pythonshell', script: 'load_redshift.py', dpu: 0.0625, modules: BOTO3 },
    timeoutMinutes: 60,
    description: 'Accepted and quarantined rows to Redshift, in one transaction',
  },
  {
    job: 'MigrateWarehouse',
    runtime: { kind: 'pythonshell', script: 'migrate_warehouse.py', dpu: 0.0625, modules: BOTO3 },
    timeoutMinutes: 60,
    description: "The warehouse's tables to the contract's columns; started by `ops migrate` alone",
  },
];
