import { type OwnPublisher, ownPublishers } from '@tlc-elt/contracts';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { bundledLambda } from '../lambda.ts';
import { ConcernStack } from '../stack.ts';

interface Made {
  readonly bundleDir: string;
  /** Those beside the TLC. */
  readonly publishers?: readonly OwnPublisher[];
}

/** The workflow's first state: a Lambda that asks the publisher and the ledger's copy. */
export class CheckSourceStack extends ConcernStack {
  constructor(
    scope: Construct,
    config: StageConfig,
    { bundleDir, publishers = ownPublishers(config.stage) }: Made,
  ) {
    super(scope, 'check-source', config);
    const addresses = [this.parameters.sourceBaseUrl, ...publishers.map(({ parameter }) => parameter)];
    bundledLambda(this, 'CheckSource', {
      functionName: this.names.checkSource,
      roleName: this.names.roles.checkSource,
      description: 'Is the month published, and loaded already?',
      bundleDir,
      timeoutSeconds: 60,
      environment: {
        STAGE: config.stage,
        RAW_BUCKET: this.buckets.raw,
        PROCESSED_BUCKET: this.buckets.processed,
        WAIT_SECONDS: String(config.waitSeconds),
        ...(config.stopOn.length === 0 ? {} : { STOP_ON: config.stopOn.join(',') }),
      },
      grants: [
        {
          actions: ['ssm:GetParameter'],
          resources: addresses.map((name) => this.arnOf('ssm', `parameter${name}`)),
        },
        {
          actions: ['s3:GetObject'],
          resources: [`arn:aws:s3:::${this.buckets.raw}/*/raw-manifest.json`],
          because: 'a manifest of each publication, named by dataset, month and ETag',
        },
        {
          actions: ['s3:GetObject'],
          resources: [`arn:aws:s3:::${this.buckets.processed}/ledger/*`],
          because: "the ledger's copy lies by dataset and month",
        },
        // an absent manifest, or an absent copy, answers 404 only to who may list
        {
          actions: ['s3:ListBucket'],
          resources: [this.buckets.raw, this.buckets.processed].map((bucket) => `arn:aws:s3:::${bucket}`),
        },
      ],
    });
    this.publish(
      'CheckSourceParameter',
      this.parameters.checkSourceArn,
      this.arnOf('lambda', `function:${this.names.checkSource}`),
    );
  }
}
