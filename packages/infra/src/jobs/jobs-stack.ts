import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobName, jobArguments } from '@tlc-elt/contracts';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';
import { explainDeployment, explainJob } from './explain-findings.ts';
import { type JobDefinition, type JobRuntime, jobDefinitions } from './job-definitions.ts';
import { type JobRole, jobPolicies } from './job-policies.ts';

export interface JobsProps {
  /** Folder that glue-scripts builds: `jobs/*.py`, a wheel, a zip. */
  readonly scriptsDir: string;
}

const roleOf: Readonly<Record<JobName, JobRole>> = {
  IngestRaw: 'ingest',
  TransformTrips: 'transform',
  LoadRedshift: 'load',
  // Only the owner of a table may change it, and the load job's role is the owner.
  MigrateWarehouse: 'load',
};

const roleDescriptions: Readonly<Record<JobRole, string>> = {
  ingest: 'IngestRaw writes the raw bucket',
  transform: 'TransformTrips reads raw and writes processed',
  load: 'LoadRedshift and MigrateWarehouse own the tables',
};

/** Runs of a job at once: as many as `ops run --parallel` takes at most. */
const MAX_CONCURRENT_RUNS = 20;

/** Name of a folder's content. */
function contentHash(directory: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of files.map((entry) => join(entry.parentPath, entry.name)).sort()) {
    hash.update(`${path.slice(directory.length)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

/** The Glue jobs, each with its script and arguments, and the roles that they run as. */
export class JobsStack extends ConcernStack {
  readonly #prefix: string;
  readonly #files: readonly string[];
  readonly #scripts: BucketDeployment;

  constructor(scope: Construct, config: StageConfig, { scriptsDir }: JobsProps) {
    super(scope, 'jobs', config);
    // Scripts are never overwritten: a run that waits or is retried finds what it started with.
    this.#prefix = contentHash(scriptsDir);
    this.#files = readdirSync(scriptsDir);
    this.#scripts = new BucketDeployment(this, 'Scripts', {
      sources: [Source.asset(scriptsDir)],
      destinationBucket: Bucket.fromBucketName(this, 'ScriptsBucket', this.buckets.scripts),
      destinationKeyPrefix: this.#prefix,
      logGroup: this.logGroup('ScriptsLogs', `/aws/lambda/${this.ownPrefix}-scripts-deployment`),
      prune: false,
      // An update to another prefix would otherwise delete the old one, which a waiting run still names.
      retainOnDelete: true,
    });
    explainDeployment(this, this.buckets.scripts);
    const roles = {
      ingest: this.#role('ingest'),
      transform: this.#role('transform'),
      load: this.#role('load'),
    };
    for (const definition of jobDefinitions(config)) this.#job(definition, roles[roleOf[definition.job]]);
  }

  #location(name: string): string {
    return `s3://${this.buckets.scripts}/${this.#prefix}/${name}`;
  }

  #library(extension: '.whl' | '.zip'): string {
    const name = this.#files.find((file) => file.endsWith(extension));
    if (!name)
      throw new Error(
        `glue-scripts has built no ${extension}: \`pnpm turbo run build --filter=@tlc-elt/glue-scripts\``,
      );
    return this.#location(name);
  }

  #role(role: JobRole): Role {
    return serviceRole(this, `${role[0]?.toUpperCase()}${role.slice(1)}Role`, {
      roleName: this.names.roles[role],
      description: roleDescriptions[role],
      services: ['glue.amazonaws.com'],
      grants: jobPolicies[role](this),
    });
  }

  #job({ job, runtime, timeoutMinutes, description }: JobDefinition, role: Role): void {
    const name = this.names.jobs[job];
    const resource = new CfnJob(this, job, {
      name,
      description,
      role: role.roleArn,
      ...this.#runtime(runtime),
      defaultArguments: { ...this.#runtimeArguments(runtime), ...this.#jobArguments(job) },
      timeout: timeoutMinutes,
      // The workflow retries, and knows which failures a retry helps.
      maxRetries: 0,
      executionProperty: { maxConcurrentRuns: job === 'MigrateWarehouse' ? 1 : MAX_CONCURRENT_RUNS },
      // Glue gives a queued run up after 15 minutes or ten tries ("AWS Glue job run statuses", developer guide), and the
      // workflow would see a job that failed. Refused at once, it is tried again for more than an hour.
      jobRunQueuingEnabled: false,
    });
    resource.node.addDependency(this.#scripts);
    explainJob(resource);
    this.publish(`${job}Parameter`, this.parameters.jobNames[job], name);
  }

  #runtime(runtime: JobRuntime) {
    const scriptLocation = this.#location(`jobs/${runtime.script}`);
    return runtime.kind === 'pythonshell'
      ? { command: { name: 'pythonshell', pythonVersion: '3.9', scriptLocation }, maxCapacity: runtime.dpu }
      : {
          command: { name: 'glueetl', pythonVersion: '3', scriptLocation },
          glueVersion: '5.1',
          workerType: 'G.1X',
          numberOfWorkers: runtime.workers,
        };
  }

  #runtimeArguments(runtime: JobRuntime): Record<string, string> {
    return runtime.kind === 'pythonshell'
      ? {
          '--extra-py-files': this.#library('.whl'),
          '--additional-python-modules': runtime.modules.join(','),
        }
      : {
          '--extra-py-files': this.#library('.zip'),
          '--additional-python-modules': runtime.modules.join(','),
          '--job-bookmark-option': 'job-bookmark-disable',
          // Without it S3A asks us-east-2 and follows redirects: "Migrating to AWS Glue 5.1", developer guide.
          '--conf': `spark.hadoop.fs.s3a.endpoint.region=${this.config.region}`,
          '--enable-metrics': 'true',
          '--enable-observability-metrics': 'true',
          '--enable-job-insights': 'true',
          '--enable-continuous-cloudwatch-log': 'true',
        };
  }

  /** The contract's arguments that the stack knows. */
  #jobArguments(job: JobName): Record<string, string> {
    const values: Readonly<Record<string, string>> = {
      raw_bucket: this.buckets.raw,
      processed_bucket: this.buckets.processed,
      workgroup: this.names.workgroup,
      database: this.names.database,
      copy_role_arn: this.roleArn(this.names.roles.copy),
      stage: this.config.stage,
    };
    const wanted = jobArguments[job].filter(({ from }) => from === 'job');
    return Object.fromEntries(
      wanted.map(({ name }) => {
        const value = values[name];
        if (value === undefined)
          throw new Error(`${job}: the contract's argument ${name} has no value in the jobs stack`);
        return [`--${name}`, value];
      }),
    );
  }
}
