import type { PutEventsRequest, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { isObject, numberOf, parseGiven } from '../../aws/json.ts';
import type { Input, Operation } from '../../kernel/service.ts';
import type { Rules } from './rules.ts';

type Entry = Input<PutEventsRequestEntry>;

/** 1 MB: "Amazon EventBridge quotas". */
export const LARGEST_BYTES = 1024 * 1024;
/** Integers have 64 bits: API reference of PutEvents. */
const LARGEST_INTEGER = 2n ** 63n;

/** "Calculating PutEvents event entry size", EventBridge user guide. */
const bytesOf = ({ Time, Source = '', DetailType = '', Detail = '', Resources = [] }: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    Time === undefined ? 0 : 14,
  );

const wrong = (name: string, reason: string): ServiceError =>
  new ServiceError('InvalidArgument', `Parameter ${name} is not valid. Reason: ${reason}`);

function required(name: string, text: string | undefined, longest = Number.POSITIVE_INFINITY): string {
  if (!text) throw wrong(name, `${name} is a required argument.`);
  if (text.length > longest) throw wrong(name, `${name} is longer than ${longest} characters.`);
  return text;
}

/** Whether EventBridge takes what a detail holds. */
function isTaken(value: unknown): boolean {
  const number = numberOf(value);
  if (typeof number === 'bigint') return number < LARGEST_INTEGER && number >= -LARGEST_INTEGER;
  if (number !== undefined || typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isTaken);
}

function detailOf(text: string): object {
  try {
    const detail = parseGiven(text);
    if (isObject(detail) && isTaken(detail)) return detail;
  } catch {
    // no JSON: as any other detail that is none
  }
  throw new ServiceError('MalformedDetail', 'Detail is malformed.');
}

/** AWS takes an event for a bus that does not exist, and loses it. */
function checkBus(bus: string, own: string): void {
  if (bus === 'default' || bus === own) return;
  const only = `the local cloud has the bus ${own} only`;
  throw new ServiceError('ResourceNotFoundException', `Event bus ${bus} does not exist: ${only}.`);
}

/** One entry of PutEvents: its id, or why it is not taken. */
function put(rules: Rules, entry: Entry): Shape {
  try {
    const source = required('Source', entry.Source);
    if (source.startsWith('aws.'))
      throw new ServiceError('NotAuthorizedForSourceException', 'Not authorized for the source.');
    const detailType = required('DetailType', entry.DetailType, 128);
    const detail = detailOf(required('Detail', entry.Detail));
    checkBus(entry.EventBusName ?? 'default', rules.busArn);
    const { Time: time, Resources: resources = [] } = entry;
    return { EventId: rules.emit({ source, detailType, resources, detail, ...(time ? { time } : {}) }) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ErrorCode: error.code, ErrorMessage: error.message };
  }
}

export const putEvents: Operation<Rules> = {
  takes: [
    'Entries.Source',
    'Entries.DetailType',
    'Entries.Detail',
    'Entries.Resources',
    'Entries.EventBusName',
    'Entries.Time',
  ],
  inert: { 'Entries.TraceHeader': 'there is no X-Ray' },
  note: 'on the default bus; an entry for another is refused, where AWS loses it',
  run: (rules, { Entries }: Input<PutEventsRequest>, { caller }) => {
    rules.kernel.authorize(caller, 'events:PutEvents', rules.busArn);
    if (Entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > LARGEST_BYTES)
      throw new ServiceError(
        'ValidationException',
        'Total size of the entries in the request is over the limit.',
      );
    const entries = Entries.map((entry) => put(rules, entry));
    return { FailedEntryCount: entries.filter(({ ErrorCode }) => ErrorCode).length, Entries: entries };
  },
};
