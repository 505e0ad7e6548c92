import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { readHistory, type Story } from '@tlc-elt/executions';
import type { Runtime } from '../runtime.ts';

/** Enough of a history's end to see the last states and what they were given. */
const LAST_EVENTS = 30;

/** The end of an execution's history, in one call. */
export async function endOfStory(runtime: Runtime, executionArn: string): Promise<Story> {
  const page = await runtime.client(SFNClient).send(
    new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: LAST_EVENTS,
      includeExecutionData: true,
    }),
    { abortSignal: runtime.signal },
  );
  return readHistory((page.events ?? []).reverse());
}
