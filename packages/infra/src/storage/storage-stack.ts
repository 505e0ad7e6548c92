import { ownPublishers, TLC_BASE_URL } from '@tlc-elt/contracts';
import { type CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageConfig } from '../config/stages.ts';
import { ConcernStack } from '../stack.ts';

/** Inert on AWS: lets a folder of files stand in for the publisher in the local cloud. */
const standsIn = (parameter: CfnResource, path: string): void =>
  parameter.addMetadata('local-cloud', { 'stand-in': 'publisher', path });

/** Raw, processed and scripts buckets, the log of who read them, and where the publishers are. */
export class StorageStack extends ConcernStack {
  constructor(scope: Construct, config: StageConfig, { publishers = ownPublishers(config.stage) } = {}) {
    super(scope, 'storage', config);
    const accessLogs = this.#accessLogs();
    this.#bucket('RawBucket', this.buckets.raw, accessLogs, { versioned: true });
    this.#bucket('ProcessedBucket', this.buckets.processed, accessLogs, { versioned: false });
    this.#bucket('ScriptsBucket', this.buckets.scripts, accessLogs, { versioned: false });
    this.publish('RawBucketParameter', this.parameters.rawBucket, this.buckets.raw);
    this.publish('ProcessedBucketParameter', this.parameters.processedBucket, this.buckets.processed);
    this.publish('ScriptsBucketParameter', this.parameters.scriptsBucket, this.buckets.scripts);
    const source = this.publish('SourceBaseUrlParameter', this.parameters.sourceBaseUrl, TLC_BASE_URL);
    standsIn(source, '/trip-data');
    for (const { dataset, parameter, baseUrl, standIn } of publishers)
      standsIn(this.publish(`SourceBaseUrlParameter-${dataset}`, parameter, baseUrl), standIn);
  }

  get #secure() {
    const { retainData } = this.config;
    return {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
      autoDeleteObjects: !retainData,
    };
  }

  /** The only bucket whose objects expire by age: they are logs. */
  #accessLogs(): Bucket {
    return new Bucket(this, 'AccessLogsBucket', {
      ...this.#secure,
      bucketName: this.buckets.accessLogs,
      lifecycleRules: [
        {
          id: 'forget',
          expiration: Duration.days(this.config.logRetentionDays),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
  }

  /** Current objects never expire: a live month's files are what the ledger points at. */
  #bucket(id: string, bucketName: string, logs: Bucket, { versioned }: { versioned: boolean }): Bucket {
    return new Bucket(this, id, {
      ...this.#secure,
      bucketName,
      versioned,
      serverAccessLogsBucket: logs,
      serverAccessLogsPrefix: `${id.replace('Bucket', '').toLowerCase()}/`,
      lifecycleRules: [
        {
          id: 'leftovers',
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          ...(versioned ? { noncurrentVersionExpiration: Duration.days(90) } : {}),
        },
      ],
    });
  }
}
