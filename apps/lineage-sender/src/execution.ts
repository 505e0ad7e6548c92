import {
  DescribeExecutionCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { readHistory } from '@tlc-elt/executions';
import type { Execution } from '@tlc-elt/lineage';

/** An execution with its history so far. */
export async function readExecution(client: SFNClient, executionArn: string): Promise<Execution> {
  const { input, startDate } = await client.send(new DescribeExecutionCommand({ executionArn }));
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory(
    { client },
    { executionArn, includeExecutionData: true, maxResults: 1000 },
  ))
    events.push(...(page.events ?? []));
  return { arn: executionArn, startedAt: startDate ?? new Date(), input, story: readHistory(events) };
}
