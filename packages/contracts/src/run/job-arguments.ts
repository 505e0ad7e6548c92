import { DEFAULT_DATASET } from '../dataset/datasets.ts';
import type { JobName } from '../names.ts';

/** An argument of a Glue job, written `--name value`. */
export interface JobArgument {
  readonly name: string;
  /** `job`: a default argument of the job (from its stack); `run`: given by the workflow for each run. */
  readonly from: 'job' | 'run';
  readonly meaning: string;
  /** Value where a waiting execution of an older workflow does not give it. */
  readonly default?: string;
}

const run = (name: string, meaning: string, fallback?: string): JobArgument =>
  fallback === undefined ? { name, from: 'run', meaning } : { name, from: 'run', meaning, default: fallback };
const job = (name: string, meaning: string): JobArgument => ({ name, from: 'job', meaning });

const stage = job('stage', 'Stage: dimension of the metrics; only local loads generated months.');

const DATASET = `Dataset, e.g. ${DEFAULT_DATASET}.`;

const identity: readonly JobArgument[] = [
  run('dataset', DATASET),
  run('source_month', 'Source month, YYYY-MM.'),
  run('run_id', 'Name of the execution.'),
  run('source_etag', 'Id of the publication: its ETag, with length and date where that is no MD5.'),
];

/** Arguments of each job. They are only ever added, with a default: a waiting execution keeps its older workflow. */
export const jobArguments: Readonly<Record<JobName, readonly JobArgument[]>> = {
  IngestRaw: [
    ...identity,
    run('source_url', "The publisher's address of the file."),
    run('source_last_modified', 'Last-Modified of the publication, RFC 3339.'),
    run('source_bytes', 'Content-Length of the publication.'),
    run('force', "'true' downloads again what raw has.", 'false'),
    run('loaded_etag', 'Id of the publication that is loaded; none: none is known.', 'none'),
    run('accept_republication', "'true' overrides the limits of what a republication may change.", 'false'),
    job('raw_bucket', 'Bucket of raw files.'),
    stage,
  ],
  TransformTrips: [
    ...identity,
    stage,
    job('raw_bucket', 'Bucket of raw files.'),
    job('processed_bucket', 'Bucket of accepted and quarantined rows.'),
  ],
  LoadRedshift: [
    ...identity,
    run('force', "'true' overrides the fence.", 'false'),
    run('accept_quarantine', "'true' overrides the limits of the quarantined share.", 'false'),
    run('accept_older', "'true' lets an older publication replace a newer one.", 'false'),
    run('accept_shrink', "'true' loads a republication with far fewer rows than what is loaded.", 'false'),
    job('raw_bucket', 'Bucket of raw files.'),
    job('processed_bucket', 'Bucket of accepted and quarantined rows.'),
    job('workgroup', 'Redshift Serverless workgroup.'),
    job('database', 'Database of the warehouse.'),
    job('copy_role_arn', 'Role that COPY reads S3 with.'),
    stage,
  ],
  MigrateWarehouse: [
    run('dataset', DATASET, DEFAULT_DATASET),
    job('workgroup', 'Redshift Serverless workgroup.'),
    job('database', 'Database of the warehouse.'),
    stage,
  ],
};
