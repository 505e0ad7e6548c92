import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { RunPlan } from '@tlc-elt/contracts';
import { bucketOn } from '@tlc-elt/stored';
import { type Audited, auditMonth } from './audit.ts';
import { writableBucketOn } from './bucket.ts';
import { Config } from './config.ts';
import { type Written, writePassport } from './write.ts';

const config = Config.parse(process.env);
const logger = new Logger({ serviceName: 'write-passport' });
const s3 = new S3Client();
const buckets = {
  raw: bucketOn(s3, config.rawBucket),
  processed: writableBucketOn(s3, config.processedBucket),
};

/** What the workflow sends: which of its states asks, and the run's plan. */
export interface PassportEvent {
  readonly state: 'AuditMonth' | 'WritePassport';
  readonly plan: unknown;
}

/** Two states of the workflow that read the same: AuditMonth before the load, WritePassport behind it. */
export async function handler(event: PassportEvent): Promise<Audited | Written> {
  const plan = RunPlan.parse(event.plan);
  if (event.state === 'WritePassport') {
    const written = await writePassport(buckets, config.stage, plan);
    logger.info('passport', { run_id: plan.run_id, written });
    return written;
  }
  if (plan.outcome !== 'load') throw new Error(`nothing is loaded of ${plan.month}: ${plan.outcome}`);
  const audited = await auditMonth(buckets.processed, plan);
  logger.info('audit', { run_id: plan.run_id, audited });
  return audited;
}
