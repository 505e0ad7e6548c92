import { TLC_BASE_URL } from '@tlc-elt/contracts';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { ConcernStack } from '../stack.ts';

/** Raw, processed and scripts buckets, and where the publisher is. */
export class StorageStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig) {
    super(scope, 'storage', config);
    this.#bucket('RawBucket', this.buckets.raw, { versioned: true });
    this.#bucket('ProcessedBucket', this.buckets.processed, { versioned: false });
    this.#bucket('ScriptsBucket', this.buckets.scripts, { versioned: false });
    this.publish('RawBucketParameter', this.parameters.rawBucket, this.buckets.raw);
    this.publish('ProcessedBucketParameter', this.parameters.processedBucket, this.buckets.processed);
    this.publish('ScriptsBucketParameter', this.parameters.scriptsBucket, this.buckets.scripts);
    const source = this.publish('SourceBaseUrlParameter', this.parameters.sourceBaseUrl, TLC_BASE_URL);
    // Inert on AWS: lets a folder of files stand in for the publisher in the local cloud.
    source.addMetadata('local-cloud', { 'stand-in': 'publisher', path: '/trip-data' });
  }

  /** Current objects never expire: a live month's files are what the ledger points at. */
  #bucket(id: string, bucketName: string, { versioned }: { versioned: boolean }): Bucket {
    const { retainData } = this.config;
    return new Bucket(this, id, {
      bucketName,
      versioned,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      lifecycleRules: [
        {
          id: 'leftovers',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          ...(versioned ? { noncurrentVersionExpiration: Duration.days(90) } : {}),
        },
      ],
      removalPolicy: retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      autoDeleteObjects: !retainData,
    });
  }
}
