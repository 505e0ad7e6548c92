import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { startRun } from '@tlc-elt/contracts';
import * as z from 'zod';
import { dueMonth } from './due-month.ts';
import { TriggerEvent } from './event.ts';
import { executionPort } from './execution-port.ts';

const config = z.object({ STATE_MACHINE_ARN: z.string(), PROCESSED_BUCKET: z.string() }).parse(process.env);
const logger = new Logger({ serviceName: 'trigger' });
const port = executionPort(
  new SFNClient(),
  new S3Client(),
  config.STATE_MACHINE_ARN,
  config.PROCESSED_BUCKET,
);

/** What the schedule calls: starts the run of the due month, or attaches to the one that is going. */
export async function handler(
  event: unknown,
): Promise<{ name: string; month: string; started: boolean; execution_arn: string }> {
  const asked = TriggerEvent.parse(event);
  const month = 'month' in asked ? asked.month : dueMonth(new Date(asked.scheduled_time));
  const force = 'month' in asked && asked.force === true;
  const run = await startRun(port, { dataset: 'yellow', month, ...(force ? { force } : {}) });
  logger.info(run.started ? 'started' : 'already running', { run });
  return { name: run.name, month, started: run.started, execution_arn: run.executionArn };
}
