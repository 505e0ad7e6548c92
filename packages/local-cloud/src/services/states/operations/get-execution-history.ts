import type { GetExecutionHistoryInput } from '@aws-sdk/client-sfn';
import type { Shape } from '../../../aws/call.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { withoutData } from '../executions/event-log.ts';
import type { StoredEvent } from '../executions/stored-event.ts';
import type { StepFunctions } from '../step-functions.ts';
import { pageLength, pageToken, readPageToken } from './pages.ts';

export const getExecutionHistory: Operation<StepFunctions> = {
  takes: ['executionArn', 'maxResults', 'reverseOrder', 'nextToken', 'includeExecutionData'],
  run: (states, input: Input<GetExecutionHistoryInput>, call) => {
    const {
      executionArn,
      reverseOrder: reverse = false,
      includeExecutionData = true,
      nextToken: token,
    } = input;
    const summary = states.execution(call, executionArn);
    const request = ['GetExecutionHistory', executionArn, reverse, includeExecutionData].join(' ');
    const after = token === undefined ? undefined : readPageToken(token, request);
    const { events } = states.executions.contents(summary);
    const rest =
      after === undefined ? events : events.filter(({ id }) => (reverse ? id < after : id > after));
    const length = pageLength(input.maxResults);
    const page = reverse ? rest.slice(-length).reverse() : rest.slice(0, length);
    const nextToken = rest.length > page.length ? pageToken(request, page.at(-1)?.id ?? 0) : undefined;
    return { events: page.map((event) => historyEvent(event, includeExecutionData)), nextToken };
  },
};

function historyEvent(
  { id, type, timestamp, previousEventId, details = {} }: StoredEvent,
  withData: boolean,
): Shape {
  const shown = Object.entries(details).map(([name, members]) => [
    name,
    withData ? members : withoutData(members),
  ]);
  return { timestamp: new Date(timestamp), type, id, previousEventId, ...Object.fromEntries(shown) };
}
