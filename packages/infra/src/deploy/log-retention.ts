import {
  type CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { StageConfig } from '../config/stages.ts';
import { GLUE_LOG_GROUPS } from '../github-oidc/grants.ts';

/**
 * Gives Glue's log groups the stage's retention, or leaves a longer one that another stage of the account gave them; the
 * same again changes nothing. They are the account's, so no stage's stack can own them, and Glue makes them to keep for
 * ever. Gives a line that says what was done.
 */
export async function setLogRetention(
  client: Pick<CloudWatchLogsClient, 'send'>,
  { logRetentionDays: retentionInDays }: StageConfig,
): Promise<string> {
  const kept = await Promise.all(
    GLUE_LOG_GROUPS.map(async (logGroupName) => {
      try {
        await client.send(new CreateLogGroupCommand({ logGroupName }));
      } catch (error) {
        if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      }
      const days = (await retentionOf(client, logGroupName)) ?? 0;
      if (days < retentionInDays)
        await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays }));
      return Math.max(days, retentionInDays);
    }),
  );
  return `Glue's ${kept.length} log groups of the account keep ${[...new Set(kept)].join(' or ')} days`;
}

/** Days that a log group keeps; undefined where it keeps for ever. */
async function retentionOf(
  client: Pick<CloudWatchLogsClient, 'send'>,
  logGroupNamePrefix: string,
): Promise<number | undefined> {
  const { logGroups = [] } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  return logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix)?.retentionInDays;
}
