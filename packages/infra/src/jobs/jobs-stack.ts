import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobState, jobArguments } from '@tlc-elt/contracts';
import { CfnJob } from 'aws-cdk-lib/aws-glue';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { serviceRole } from '../role.ts';
import { ConcernStack } from '../stack.ts';
import { type JobDefinition, type JobRuntime, jobDefinitions } from './job-definitions.ts';
import { jobPolicies } from './job-policies.ts';

export interface JobsProps {
  /** Folder that glue-scripts builds: `jobs/*.py`, a wheel, a zip. */
  readonly scriptsDir: string;
}

const roleOf: Readonly<Record<JobState, 'ingest' | 'transform' | 'load'>> = {
  IngestRaw: 'ingest',
  TransformTrips: 'transform',
  LoadRedshift: 'load',
};

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

/** The three Glue jobs, each with its script, arguments and role. */
export class JobsStack extends ConcernStack {
  readonly #prefix: string;
  readonly #files: readonly string[];

  constructor(scope: Construct, config: StageConfig, { scriptsDir }: JobsProps) {
    super(scope, 'jobs', config);
    // Scripts are never overwritten: a run that waits or is retried finds what it started with.
    this.#prefix = contentHash(scriptsDir);
    this.#files = readdirSync(scriptsDir);
    new BucketDeployment(this, 'Scripts', {
      sources: [Source.asset(scriptsDir)],
      destinationBucket: Bucket.fromBucketName(this, 'ScriptsBucket', this.buckets.scripts),
      destinationKeyPrefix: this.#prefix,
      prune: false,
      retainOnDelete: false,
    });
    for (const definition of jobDefinitions(config)) this.#job(definition);
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

  #job({ state, runtime, timeoutMinutes, description }: JobDefinition): void {
    const name = this.names.jobs[state];
    const services = ['glue.amazonaws.com'];
    serviceRole(this, `${state}Role`, {
      roleName: this.names.roles[roleOf[state]],
      description: `${state}: ${description}`,
      services,
      statements: jobPolicies[state](this),
    });
    new CfnJob(this, state, {
      name,
      description,
      role: this.roleArn(this.names.roles[roleOf[state]]),
      ...this.#runtime(runtime),
      defaultArguments: { ...this.#runtimeArguments(runtime), ...this.#jobArguments(state) },
      timeout: timeoutMinutes,
      // The workflow retries, and knows which failures a retry helps.
      maxRetries: 0,
      executionProperty: { maxConcurrentRuns: 5 },
      jobRunQueuingEnabled: true,
    }).node.addDependency(this.node.findChild(`${state}Role`));
    this.publish(`${state}Parameter`, this.parameters.jobNames[state], name);
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
          '--job-bookmark-option': 'job-bookmark-disable',
          '--enable-metrics': 'true',
          '--enable-job-insights': 'true',
          '--enable-continuous-cloudwatch-log': 'true',
        };
  }

  /** The contract's arguments that the stack knows. */
  #jobArguments(state: JobState): Record<string, string> {
    const values: Readonly<Record<string, string>> = {
      raw_bucket: this.buckets.raw,
      processed_bucket: this.buckets.processed,
      workgroup: this.names.workgroup,
      database: this.names.database,
      copy_role_arn: this.roleArn(this.names.roles.copy),
      stage: this.config.stage,
    };
    const wanted = jobArguments[state].filter(({ from }) => from === 'job');
    return Object.fromEntries(
      wanted.map(({ name }) => {
        const value = values[name];
        if (value === undefined)
          throw new Error(`${state}: the contract's argument ${name} has no value in the jobs stack`);
        return [`--${name}`, value];
      }),
    );
  }
}
