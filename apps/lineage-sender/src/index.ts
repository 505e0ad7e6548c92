import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { factsOf, lineageEvents, send } from '@tlc-elt/lineage';
import * as z from 'zod';
import { apiKey } from './api-key.ts';
import { Config } from './config.ts';
import { readExecution } from './execution.ts';
import { sourcesOn } from './sources.ts';

const config = Config.parse(process.env);
const logger = new Logger({ serviceName: 'lineage-sender' });
const [s3, sfn, ssm] = [new S3Client(), new SFNClient(), new SSMClient()];

/** A Step Functions Execution Status Change, as far as it is read. */
const StatusChange = z.object({ detail: z.object({ executionArn: z.string(), status: z.string() }) });

/**
 * Posts all that is known of the execution: at its end everything once more, so that an endpoint that has missed the
 * beginning knows it too. A failure is a failure of this function, which Lambda calls again; the run is not touched by it.
 */
export async function handler(event: unknown): Promise<void> {
  const { executionArn, status } = StatusChange.parse(event).detail;
  const events = lineageEvents(
    await factsOf(await readExecution(sfn, executionArn), sourcesOn(s3, config.places)),
  );
  await send(events, { url: config.url, apiKey: await apiKey(ssm, config.apiKeyParameter) });
  logger.info('sent', { executionArn, status, events: events.length });
}
