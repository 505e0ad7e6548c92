import type { FilterLogEventsRequest, GetLogEventsRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Input } from '../../kernel/service.ts';
import { page } from '../page.ts';
import type { EventStore, LogEvent } from './event-store.ts';
import { matcher } from './filter-pattern.ts';

const LARGEST_PAGE = 10_000;

interface Span {
  readonly startTime?: number;
  readonly endTime?: number;
}

const within =
  ({ startTime = 0, endTime = Number.POSITIVE_INFINITY }: Span) =>
  ({ timestamp }: LogEvent): boolean =>
    timestamp >= startTime && timestamp < endTime;

const byTime = (a: LogEvent, b: LogEvent): number => a.timestamp - b.timestamp;

/** One page of a stream. Tokens are `f/<index>` and `b/<index>`; at the end the same forward token comes back. */
export function streamPage(store: EventStore, group: string, input: Input<GetLogEventsRequest>): Shape {
  const { logStreamName, limit = LARGEST_PAGE, nextToken, startFromHead } = input;
  const events = store.events(group, logStreamName).filter(within(input)).sort(byTime);
  const [, direction, index] = /^([fb])\/(\d+)$/.exec(nextToken ?? '') ?? [];
  if (nextToken !== undefined && direction === undefined)
    throw new ServiceError('InvalidParameterException', `The specified nextToken is invalid: ${nextToken}`);
  const size = Math.min(limit, LARGEST_PAGE);
  const fromHead = direction === 'f' || (direction === undefined && startFromHead === true);
  const start = fromHead ? Number(index ?? 0) : Math.max(0, Number(index ?? events.length) - size);
  const end = fromHead ? Math.min(events.length, start + size) : Number(index ?? events.length);
  return {
    events: events.slice(start, end),
    nextForwardToken: `f/${Math.max(end, start)}`,
    nextBackwardToken: `b/${start}`,
  };
}

/** Events of a group's streams that fit a pattern, in the order of time. */
export function matchingEvents(
  store: EventStore,
  group: string,
  input: Input<FilterLogEventsRequest>,
): Shape {
  const { filterPattern, logStreamNames, logStreamNamePrefix = '', nextToken, limit = LARGEST_PAGE } = input;
  const matches = matcher(filterPattern);
  const streams =
    logStreamNames ?? store.streams(group).filter((name) => name.startsWith(logStreamNamePrefix));
  const found = streams
    .filter((name) => store.hasStream(group, name))
    .flatMap((name) =>
      store
        .events(group, name)
        .map((event, index) => ({ ...event, logStreamName: name, eventId: `${name}/${index}` })),
    )
    .filter((event) => within(input)(event) && matches(event.message))
    .sort(byTime);
  const { items, nextToken: next } = page(found, nextToken, Math.min(limit, LARGEST_PAGE));
  return { events: items, nextToken: next, searchedLogStreams: [] };
}
