import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { StageConfig } from '../config/stages.ts';
import { GLUE_LOG_GROUPS } from '../github-oidc/grants.ts';

/**
 * Gives Glue's log groups a retention; the same again changes nothing. They are the account's, so no stage's stack can
 * own them, and Glue makes them to keep for ever. Gives a line that says what was done.
 */
export async function setLogRetention(
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logRetentionDays: retentionInDays }: StageConfig,
): Promise<string> {
  for (const logGroupName of GLUE_LOG_GROUPS) {
    try {
      await client.send(new CreateLogGroupCommand({ logGroupName }));
    } catch (error) {
      if (!(error instanceof ResourceAlreadyExistsException)) throw error;
    }
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
  }
  return `Glue's ${GLUE_LOG_GROUPS.length} log groups of the account keep ${retentionInDays} days`;
}
