import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { FunctionCall } from '@tlc-elt/executions';
import type { Runtime } from '../runtime.ts';
import { type LogLine, linesOf } from './log-reader.ts';

/** Lambda's own lines arrive a little after its answer. */
const AFTER_MS = 1000;

/** What a function logged during a call; calls of the same function at the same time are mixed, as in CloudWatch. */
export async function readFunctionLog(runtime: Runtime, call: FunctionCall): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  let nextToken: string | undefined;
  do {
    const page = await filter(runtime, call, nextToken);
    for (const { message, timestamp } of page?.events ?? [])
      lines.push(...linesOf(call.state, 'function', timestamp, message));
    nextToken = page?.nextToken;
  } while (nextToken);
  return lines;
}

async function filter(runtime: Runtime, call: FunctionCall, nextToken: string | undefined) {
  const end = (call.to ?? runtime.now()).getTime() + AFTER_MS;
  try {
    return await runtime.client(CloudWatchLogsClient).send(
      new FilterLogEventsCommand({
        logGroupName: `/aws/lambda/${call.functionName}`,
        startTime: call.from.getTime(),
        endTime: end,
        nextToken,
      }),
      { abortSignal: runtime.signal },
    );
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
