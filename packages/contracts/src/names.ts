import * as z from 'zod';

/** Environments of the pipeline. */
export const Stage = z.enum(['local', 'dev', 'prod']);
export type Stage = z.infer<typeof Stage>;

/** Start of every resource's name. */
export const PROJECT = 'tlc';
/** Database of the warehouse. */
export const DATABASE = 'tlc';

/** States of the workflow that run a Glue job, in order; job names, scripts and log labels derive from them. */
export const jobStates = ['IngestRaw', 'TransformTrips', 'LoadRedshift'] as const;
export type JobState = (typeof jobStates)[number];
/** Every Glue job: those of the workflow, and the one that `ops migrate` starts. */
export const jobNames = [...jobStates, 'MigrateWarehouse'] as const;
export type JobName = (typeof jobNames)[number];

/** Names that do not depend on account or region. */
export function resourceNames(stage: Stage) {
  const p = `${PROJECT}-${stage}`;
  return {
    stateMachine: `${p}-pipeline`,
    checkSource: `${p}-check-source`,
    writePassport: `${p}-write-passport`,
    trigger: `${p}-trigger`,
    notifier: `${p}-notifier`,
    /** Only where the stage has an OpenLineage endpoint. */
    lineageSender: `${p}-lineage-sender`,
    schedule: `${p}-monthly`,
    jobs: {
      IngestRaw: `${p}-ingest-raw`,
      TransformTrips: `${p}-transform-trips`,
      LoadRedshift: `${p}-load-redshift`,
      /** Runs as the load job's role: only the owner of a table may change it. */
      MigrateWarehouse: `${p}-migrate-warehouse`,
    } satisfies Record<JobName, string>,
    namespace: p,
    workgroup: p,
    database: DATABASE,
    topic: `${p}-notifications`,
    /** Tables belong to `IAMR:<load>`, so this name stays as it is for ever. */
    roles: {
      ingest: `${p}-ingest`,
      transform: `${p}-transform`,
      load: `${p}-load`,
      copy: `${p}-copy`,
      pipeline: `${p}-pipeline`,
      checkSource: `${p}-check-source`,
      writePassport: `${p}-write-passport`,
      trigger: `${p}-trigger`,
      notifier: `${p}-notifier`,
      scheduler: `${p}-scheduler`,
      lineageSender: `${p}-lineage-sender`,
    },
  } as const;
}

/** Bucket names are global, hence account and region. */
export function bucketNames(stage: Stage, account: string, region: string) {
  const name = (kind: string): string => `${PROJECT}-${stage}-${kind}-${account}-${region}`;
  return {
    raw: name('raw'),
    processed: name('processed'),
    scripts: name('scripts'),
    accessLogs: name('access-logs'),
  } as const;
}

/** SSM parameters by which stacks, ops and Lambdas find what others deployed. */
export function parameterNames(stage: Stage) {
  const p = `/${PROJECT}/${stage}`;
  return {
    prefix: p,
    rawBucket: `${p}/storage/raw-bucket`,
    processedBucket: `${p}/storage/processed-bucket`,
    scriptsBucket: `${p}/storage/scripts-bucket`,
    workgroup: `${p}/warehouse/workgroup`,
    namespace: `${p}/warehouse/namespace`,
    database: `${p}/warehouse/database`,
    copyRoleArn: `${p}/warehouse/copy-role-arn`,
    sourceBaseUrl: `${p}/source/base-url`,
    checkSourceArn: `${p}/check-source/function-arn`,
    jobNames: {
      IngestRaw: `${p}/jobs/ingest-raw`,
      TransformTrips: `${p}/jobs/transform-trips`,
      LoadRedshift: `${p}/jobs/load-redshift`,
      MigrateWarehouse: `${p}/jobs/migrate-warehouse`,
    } satisfies Record<JobName, string>,
    stateMachineArn: `${p}/pipeline/state-machine-arn`,
    triggerArn: `${p}/trigger/function-arn`,
    scheduleName: `${p}/trigger/schedule-name`,
  } as const;
}

/** A SecureString that an operator puts, where a stage's OpenLineage endpoint wants a key. */
export const lineageApiKeyParameter = (stage: Stage): string => `/${PROJECT}/${stage}/lineage/api-key`;

/** Where the TLC publishes trip records. */
export const TLC_BASE_URL = 'https://d37ci6vzurychx.cloudfront.net/trip-data';
