import type {
  CreateLogGroupRequest,
  CreateLogStreamRequest,
  DeleteRetentionPolicyRequest,
  DescribeLogGroupsRequest,
  DescribeLogStreamsRequest,
  FilterLogEventsRequest,
  GetLogEventsRequest,
  PutLogEventsRequest,
  PutRetentionPolicyRequest,
} from '@aws-sdk/client-cloudwatch-logs';
import { arnOf, INERT, type ResourceType } from '../../assembly/resource-type.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { type Input, inJson, type Operation, type Service } from '../../kernel/service.ts';
import { page } from '../page.ts';
import { Logs } from './logs.ts';
import { matchingEvents, streamPage } from './reading.ts';

const GROUP = ['logGroupName', 'logGroupIdentifier'];
/** "The maximum batch size is 1,048,576 bytes … plus 26 bytes for each log event": API reference, PutLogEvents. */
const LARGEST_BATCH = 1024 * 1024;
/** Days that AWS takes: "PutRetentionPolicy", API reference. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const UNMASKED = 'messages are kept as they are written';

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
const existsAlready = (what: string): ServiceError =>
  new ServiceError('ResourceAlreadyExistsException', `The specified ${what}`);

const groupShape = (logs: Logs, name: string): Shape => ({
  logGroupName: name,
  arn: `${logs.arnOf(name)}:*`,
  logGroupArn: logs.arnOf(name),
  creationTime: logs.store.createdAt(name),
  metricFilterCount: 0,
  retentionInDays: logs.retention.of(name),
  storedBytes: 0,
});

function streamShape(logs: Logs, group: string, stream: string): Shape {
  const events = logs.store.events(group, stream);
  return {
    logStreamName: stream,
    arn: `${logs.arnOf(group)}:log-stream:${stream}`,
    creationTime: logs.store.createdAt(group, stream),
    firstEventTimestamp: events[0]?.timestamp,
    lastEventTimestamp: events.at(-1)?.timestamp,
    lastIngestionTime: events.at(-1)?.ingestionTime,
  };
}

const operations: Readonly<Record<string, Operation<Logs>>> = {
  CreateLogGroup: {
    takes: ['logGroupName'],
    inert: { kmsKeyId: INERT.encryption, logGroupClass: INERT.costs, tags: INERT.tags },
    run: (logs, input: Input<CreateLogGroupRequest>, call) => {
      const group = logs.allowed(input, call);
      if (logs.hasGroup(group)) throw existsAlready(`log group already exists: ${group}`);
      logs.store.createGroup(group);
      return {};
    },
  },
  CreateLogStream: {
    takes: ['logGroupName', 'logStreamName'],
    run: (logs, input: Input<CreateLogStreamRequest>, call) => {
      const group = logs.existing(input, call);
      const { logStreamName } = input;
      if (logs.store.hasStream(group, logStreamName))
        throw existsAlready(`log stream already exists: ${logStreamName}`);
      logs.store.createStream(group, logStreamName);
      return {};
    },
  },
  DescribeLogGroups: {
    takes: ['logGroupNamePrefix', 'nextToken', 'limit'],
    run: (
      logs,
      { logGroupNamePrefix = '', nextToken, limit = 50 }: Input<DescribeLogGroupsRequest>,
      call,
    ) => {
      logs.authorize(call, `${logs.arnOf('')}*`);
      const named = logs.store.groups().filter((name) => name.startsWith(logGroupNamePrefix));
      const { items, nextToken: next } = page(named, nextToken, limit);
      return { logGroups: items.map((name) => groupShape(logs, name)), nextToken: next };
    },
  },
  DescribeLogStreams: {
    takes: [...GROUP, 'logStreamNamePrefix', 'orderBy', 'descending', 'nextToken', 'limit'],
    run: (logs, input: Input<DescribeLogStreamsRequest>, call) => {
      const { logStreamNamePrefix = '', orderBy, descending, nextToken, limit = 50 } = input;
      const { store } = logs;
      const group = logs.existing(input, call);
      const byTime = orderBy === 'LastEventTime';
      if (byTime && logStreamNamePrefix !== '')
        throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
      const named = store.streams(group).filter((name) => name.startsWith(logStreamNamePrefix));
      if (byTime) named.sort((a, b) => store.changedAt(group, a) - store.changedAt(group, b));
      if (descending === true) named.reverse();
      const { items, nextToken: next } = page(named, nextToken, limit);
      return { logStreams: items.map((name) => streamShape(logs, group, name)), nextToken: next };
    },
  },
  FilterLogEvents: {
    takes: [
      ...GROUP,
      'logStreamNames',
      'logStreamNamePrefix',
      'startTime',
      'endTime',
      'filterPattern',
      'nextToken',
      'limit',
    ],
    inert: { interleaved: 'the events of all streams always come in the order of time', unmask: UNMASKED },
    note: 'patterns of words and quoted phrases; others are refused',
    run: (logs, input: Input<FilterLogEventsRequest>, call) =>
      matchingEvents(logs.store, logs.existing(input, call), input),
  },
  GetLogEvents: {
    takes: [...GROUP, 'logStreamName', 'startTime', 'endTime', 'nextToken', 'limit', 'startFromHead'],
    inert: { unmask: UNMASKED },
    run: (logs, input: Input<GetLogEventsRequest>, call) =>
      streamPage(logs.store, logs.existingStream(input, call), input),
  },
  PutLogEvents: {
    takes: ['logGroupName', 'logStreamName', 'logEvents'],
    inert: { entity: 'there is no Application Signals', sequenceToken: 'AWS takes any, too' },
    run: (logs, input: Input<PutLogEventsRequest>, call) => {
      const { logStreamName, logEvents } = input;
      const group = logs.existingStream(input, call);
      const [first] = logEvents;
      if (!first) throw invalid('Log events in a single PutLogEvents request are empty.');
      if (logEvents.some(({ timestamp }, index) => timestamp < (logEvents[index - 1] ?? first).timestamp))
        throw invalid('Log events in a single PutLogEvents request must be in chronological order.');
      const bytes = logEvents.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
      if (bytes > LARGEST_BATCH)
        throw invalid(`Upload too large: ${bytes} bytes exceeds limit of ${LARGEST_BATCH}`);
      logs.append(group, logStreamName, logEvents);
      return { nextSequenceToken: '0' };
    },
  },
  PutRetentionPolicy: {
    takes: ['logGroupName', 'retentionInDays'],
    run: (logs, input: Input<PutRetentionPolicyRequest>, call) => {
      const group = logs.existing(input, call);
      if (!RETENTIONS.includes(input.retentionInDays))
        throw invalid(`retentionInDays is one of ${RETENTIONS.join(', ')}, not ${input.retentionInDays}`);
      logs.retention.put(group, input.retentionInDays);
      return {};
    },
  },
  DeleteRetentionPolicy: {
    takes: ['logGroupName'],
    run: (logs, input: Input<DeleteRetentionPolicyRequest>, call) => {
      logs.retention.put(logs.existing(input, call), undefined);
      return {};
    },
  },
};

const resources: Readonly<Record<string, ResourceType<Logs>>> = {
  'AWS::Logs::LogGroup': {
    works: ['LogGroupName', 'RetentionInDays', 'DeletionProtectionEnabled'],
    inert: {
      DataProtectionPolicy: UNMASKED,
      KmsKeyId: INERT.encryption,
      LogGroupClass: INERT.costs,
      Tags: INERT.tags,
    },
    identify: (naming) => {
      const name = naming.text('LogGroupName') ?? naming.ownName;
      return { ref: name, arn: `${arnOf('logs', naming, `log-group:${name}`)}:*` };
    },
    handlers: {
      create: (logs, resource) => logs.deploy(resource),
      update: (logs, resource, previous) => logs.deploy(resource, previous),
      delete: (logs, resource) => logs.delete(resource),
      read: (logs, { physicalId: LogGroupName }) =>
        logs.hasGroup(LogGroupName)
          ? { LogGroupName, RetentionInDays: logs.retention.of(LogGroupName) }
          : undefined,
    },
  },
};

/** CloudWatch Logs: groups of the stacks, and whatever jobs and functions write. */
export const logs: Service<Logs> = {
  name: 'logs',
  title: 'Amazon CloudWatch Logs',
  state: (kernel) => new Logs(kernel),
  largestRequest: inJson(LARGEST_BATCH),
  operations,
  resources,
  offers: (logs) => logs.offered,
  target: async ({ offers, clock }, { target, text }) => {
    const group = /:log-group:([^:]+)/.exec(target)?.[1] ?? target;
    offers.logs.deliver(group, 'events', [{ timestamp: clock.now().getTime(), message: text }]);
  },
  ownErrors: {
    ValidationException: ['InvalidParameterException', 400],
    InvalidNextToken: ['InvalidParameterException', 400],
  },
  refused: {
    'filter patterns with ?, -, { }, [ ] or %…%': 'InvalidParameterException',
    'Logs Insights (StartQuery), subscription and metric filters, tailing (StartLiveTail)':
      'UnknownOperationException',
  },
  differences: [
    'Retention is answered and not carried out: events stay until `reset`, or until their group is deleted with its stack.',
    'Lines in the embedded metric format become metrics, as on AWS.',
    'storedBytes is 0.',
  ],
};
