import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { bundledLambda } from '../lambda.ts';
import { ConcernStack } from '../stack.ts';

/** The workflow's last state, and the audit before the load: a Lambda that knows S3 alone, and never wakes the warehouse. */
export class WritePassportStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { bundleDir }: { bundleDir: string }) {
    super(scope, 'write-passport', config);
    const objects = (bucket: 'raw' | 'processed', keys: readonly string[]) =>
      keys.map((key) => `arn:aws:s3:::${this.buckets[bucket]}/${key}`);
    bundledLambda(this, 'WritePassport', {
      functionName: this.names.writePassport,
      roleName: this.names.roles.writePassport,
      description: 'What is a loaded month like, and is it odd?',
      bundleDir,
      timeoutSeconds: 120,
      environment: {
        STAGE: config.stage,
        RAW_BUCKET: this.buckets.raw,
        PROCESSED_BUCKET: this.buckets.processed,
      },
      grants: [
        {
          actions: ['s3:GetObject'],
          resources: objects('raw', ['*/raw-manifest.json', '*/publication-diff-*.json', 'lookups/*']),
          because: 'what is known of publications lies by dataset, month and ETag, lookups by their hash',
        },
        {
          actions: ['s3:GetObject'],
          resources: objects('processed', [
            'ledger/*',
            '*/transform-report.json',
            '*/profile.json',
            '*/quarantine/*',
            '*/passport.json',
          ]),
          because: 'documents and rejected rows lie by dataset, month, run and attempt',
        },
        {
          actions: ['s3:PutObject'],
          resources: objects('processed', ['*/passport.json', '*/passport.html', '*/passport.md']),
          because: 'a passport lies beside what its load was made of, by dataset, month, run and attempt',
        },
        // What is there is listed; and what is absent answers 404 only to who may list.
        {
          actions: ['s3:ListBucket'],
          resources: [this.buckets.raw, this.buckets.processed].map((bucket) => `arn:aws:s3:::${bucket}`),
        },
      ],
      // Rejected rows of a month of HVFHV are read by the row group.
      more: { memorySize: 1024 },
    });
  }
}
