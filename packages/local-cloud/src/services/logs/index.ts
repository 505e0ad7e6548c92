import type { Call, Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { LegacyService } from '../../kernel/legacy.ts';
import { optional, required } from '../input.ts';
import { putEmbedded } from '../monitoring/embedded-metrics.ts';
import { page } from '../page.ts';
import { EventStore, type LogEvent } from './event-store.ts';
import { matcher } from './filter-pattern.ts';

const LARGEST_PAGE = 10_000;

/** CloudWatch Logs: groups of the template, and whatever jobs and functions write. */
export function createLogs(kernel: Kernel): LegacyService {
  const store = new EventStore(kernel.dataDir('logs'));
  const templates = kernel.assembly.ofType('AWS::Logs::LogGroup');
  for (const { physicalId } of templates) store.createGroup(physicalId);
  kernel.offers.logs = {
    hasGroup: (group) => store.hasGroup(group),
    append: (group, stream, events) => {
      const ingestionTime = kernel.clock.now().getTime();
      const { monitoring: metrics } = kernel.offers;
      if (metrics) for (const { message } of events) putEmbedded(metrics, message, ingestionTime);
      store.append(
        group,
        stream,
        events.map((event) => ({ ...event, ingestionTime })),
      );
    },
  };
  const arnOf = (group: string): string =>
    `arn:aws:logs:${kernel.region}:${kernel.accountId}:log-group:${group}`;
  const groupOf = (input: Shape): string =>
    optional(input, 'logGroupName') ??
    required(input, 'logGroupIdentifier')
      .replace(/^arn:aws:logs:[^:]*:\d+:log-group:/, '')
      .replace(/:\*$/, '');
  const allowed = (input: Shape, { caller, operation }: Call): string => {
    const group = groupOf(input);
    kernel.authorize(caller, `logs:${operation}`, `${arnOf(group)}:*`);
    return group;
  };
  const existing = (group: string): string => {
    if (store.hasGroup(group)) return group;
    throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${group}`);
  };
  const existingStream = (group: string, stream: string): string => {
    if (store.hasStream(existing(group), stream)) return stream;
    throw new ServiceError(
      'ResourceNotFoundException',
      `The specified log stream does not exist: ${group} ${stream}`,
    );
  };
  const within =
    (input: Shape) =>
    (event: LogEvent): boolean =>
      event.timestamp >= Number(input.startTime ?? 0) &&
      event.timestamp < Number(input.endTime ?? Number.POSITIVE_INFINITY);

  const describeGroups = (input: Shape, { caller }: Call): Shape => {
    kernel.authorize(caller, 'logs:DescribeLogGroups', `${arnOf('')}*`);
    const prefix = optional(input, 'logGroupNamePrefix') ?? '';
    const { items, nextToken } = page(
      store.groups().filter((name) => name.startsWith(prefix)),
      input.nextToken,
      Number(input.limit ?? 50),
    );
    const retention = (name: string): unknown =>
      templates.find(({ physicalId }) => physicalId === name)?.properties.RetentionInDays;
    return {
      logGroups: items.map((name) => ({
        logGroupName: name,
        arn: `${arnOf(name)}:*`,
        logGroupArn: arnOf(name),
        creationTime: store.createdAt(name),
        metricFilterCount: 0,
        retentionInDays: retention(name),
        storedBytes: 0,
      })),
      nextToken,
    };
  };
  const describeStreams = (input: Shape, call: Call): Shape => {
    const group = existing(allowed(input, call));
    const prefix = optional(input, 'logStreamNamePrefix') ?? '';
    const byTime = input.orderBy === 'LastEventTime';
    if (byTime && prefix !== '')
      throw new ServiceError(
        'InvalidParameterException',
        'Cannot order by LastEventTime with a logStreamNamePrefix.',
      );
    const found = store.streams(group).filter((name) => name.startsWith(prefix));
    if (byTime) found.sort((a, b) => store.changedAt(group, a) - store.changedAt(group, b));
    if (input.descending === true) found.reverse();
    const { items, nextToken } = page(found, input.nextToken, Number(input.limit ?? 50));
    const shape = (stream: string): Shape => {
      const events = store.events(group, stream);
      return {
        logStreamName: stream,
        arn: `${arnOf(group)}:log-stream:${stream}`,
        creationTime: store.createdAt(group, stream),
        firstEventTimestamp: events[0]?.timestamp,
        lastEventTimestamp: events.at(-1)?.timestamp,
        lastIngestionTime: events.at(-1)?.ingestionTime,
      };
    };
    return { logStreams: items.map(shape), nextToken };
  };
  /** Tokens are `f/<index>` and `b/<index>`; at the end the same forward token comes back. */
  const getEvents = (input: Shape, call: Call): Shape => {
    const group = allowed(input, call);
    const events = store
      .events(group, existingStream(group, required(input, 'logStreamName')))
      .filter(within(input))
      .sort((a, b) => a.timestamp - b.timestamp);
    const limit = Math.min(Number(input.limit ?? LARGEST_PAGE), LARGEST_PAGE);
    const token = optional(input, 'nextToken');
    const [, direction, index] = /^([fb])\/(\d+)$/.exec(token ?? '') ?? [];
    if (token !== undefined && direction === undefined)
      throw new ServiceError('InvalidParameterException', `The specified nextToken is invalid: ${token}`);
    const fromHead = direction === 'f' || (direction === undefined && input.startFromHead === true);
    const start = fromHead ? Number(index ?? 0) : Math.max(0, Number(index ?? events.length) - limit);
    const end = fromHead ? Math.min(events.length, start + limit) : Number(index ?? events.length);
    return {
      events: events.slice(start, end),
      nextForwardToken: `f/${Math.max(end, start)}`,
      nextBackwardToken: `b/${start}`,
    };
  };
  const filterEvents = (input: Shape, call: Call): Shape => {
    const group = existing(allowed(input, call));
    const matches = matcher(optional(input, 'filterPattern'));
    const names =
      (input.logStreamNames as string[] | undefined) ??
      store.streams(group).filter((name) => name.startsWith(optional(input, 'logStreamNamePrefix') ?? ''));
    const found = names
      .filter((name) => store.hasStream(group, name))
      .flatMap((name) =>
        store
          .events(group, name)
          .map((event, index) => ({ ...event, logStreamName: name, eventId: `${name}/${index}` })),
      )
      .filter((event) => within(input)(event) && matches(event.message))
      .sort((a, b) => a.timestamp - b.timestamp);
    const { items, nextToken } = page(
      found,
      input.nextToken,
      Math.min(Number(input.limit ?? LARGEST_PAGE), LARGEST_PAGE),
    );
    return { events: items, nextToken, searchedLogStreams: [] };
  };
  const putEvents = (input: Shape, call: Call): Shape => {
    const group = allowed(input, call);
    const stream = existingStream(group, required(input, 'logStreamName'));
    const events = (input.logEvents ?? []) as { timestamp: number; message: string }[];
    const [first] = events;
    if (!first)
      throw new ServiceError(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request are empty.',
      );
    if (events.some(({ timestamp }, index) => timestamp < (events[index - 1] ?? first).timestamp))
      throw new ServiceError(
        'InvalidParameterException',
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    kernel.offers.logs?.append(group, stream, events);
    return { nextSequenceToken: '0' };
  };
  const createGroup = (input: Shape, call: Call): Shape => {
    const group = allowed(input, call);
    if (store.hasGroup(group))
      throw new ServiceError(
        'ResourceAlreadyExistsException',
        `The specified log group already exists: ${group}`,
      );
    store.createGroup(group);
    return {};
  };
  const createStream = (input: Shape, call: Call): Shape => {
    const group = existing(allowed(input, call));
    const stream = required(input, 'logStreamName');
    if (store.hasStream(group, stream))
      throw new ServiceError(
        'ResourceAlreadyExistsException',
        `The specified log stream already exists: ${stream}`,
      );
    store.createStream(group, stream);
    return {};
  };
  return {
    signingName: 'logs',
    ownErrors: {
      ValidationException: ['InvalidParameterException', 400],
      InvalidNextToken: ['InvalidParameterException', 400],
    },
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'Logs_20140328' },
    operations: {
      CreateLogGroup: createGroup,
      CreateLogStream: createStream,
      DescribeLogGroups: describeGroups,
      DescribeLogStreams: describeStreams,
      FilterLogEvents: filterEvents,
      GetLogEvents: getEvents,
      PutLogEvents: putEvents,
    },
  };
}
