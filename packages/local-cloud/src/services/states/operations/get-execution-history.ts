import type { Shape } from '../../../aws/call.ts';
import { withoutData } from '../executions/event-log.ts';
import type { StoredEvent } from '../executions/stored-event.ts';
import { pageToken, readPageToken } from './page-token.ts';
import { authorizedExecution, optional, pageLength, type StatesOperation } from './states-world.ts';

export const getExecutionHistory: StatesOperation = (world) => (input, call) => {
  const summary = authorizedExecution(world, call, input, 'GetExecutionHistory');
  const reverse = input.reverseOrder === true;
  const withData = input.includeExecutionData !== false;
  const request = ['GetExecutionHistory', summary.executionArn, reverse, withData].join(' ');
  const token = optional(input, 'nextToken');
  const after = token === undefined ? undefined : readPageToken(token, request);
  const { events } = world.executions.contents(summary);
  const rest = after === undefined ? events : events.filter(({ id }) => (reverse ? id < after : id > after));
  const length = pageLength(input);
  const page = reverse ? rest.slice(-length).reverse() : rest.slice(0, length);
  const nextToken = rest.length > page.length ? pageToken(request, page.at(-1)?.id as number) : undefined;
  return { events: page.map((event) => historyEvent(event, withData)), nextToken };
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
