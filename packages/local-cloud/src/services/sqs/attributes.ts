import { NotSupported, ServiceError } from '../../aws/errors.ts';

/** A queue's attributes that have a meaning here; numbers as the API has them, in text. */
export interface QueueAttributes {
  readonly VisibilityTimeout: string;
  readonly MessageRetentionPeriod: string;
  readonly DelaySeconds: string;
  readonly ReceiveMessageWaitTimeSeconds: string;
  readonly MaximumMessageSize: string;
  /** `{"deadLetterTargetArn":"…","maxReceiveCount":3}` */
  readonly RedrivePolicy?: string;
}

/** Developer guide, "Amazon SQS queue parameters". */
const DEFAULTS: QueueAttributes = {
  VisibilityTimeout: '30',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
  MaximumMessageSize: '1048576',
};

const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  VisibilityTimeout: [0, 43_200],
  MessageRetentionPeriod: [60, 1_209_600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1024, 1_048_576],
};

/** They change nothing on a machine where messages lie in a file of its user's. */
export const INERT_ATTRIBUTES = [
  'SqsManagedSseEnabled',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'RedriveAllowPolicy',
];

/** Attributes as CreateQueue gets them; throws InvalidAttributeName, InvalidAttributeValue, NotSupported. */
export function attributesOf(given: Readonly<Record<string, unknown>>): QueueAttributes {
  const attributes: Record<string, string> = { ...DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (INERT_ATTRIBUTES.includes(name)) continue;
    if (name === 'FifoQueue' || name === 'ContentBasedDeduplication' || name === 'Policy')
      throw new NotSupported(`The queue attribute ${name}`, 'InvalidAttributeName');
    if (name !== 'RedrivePolicy' && !Object.hasOwn(RANGES, name))
      throw new ServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    checkValue(name, text);
    attributes[name] = text;
  }
  return attributes as unknown as QueueAttributes;
}

function checkValue(name: string, text: string): void {
  const [least = 0, most = 0] = RANGES[name] ?? [];
  const number = Number(text);
  const right =
    name === 'RedrivePolicy'
      ? redriveOf(text) !== undefined
      : Number.isInteger(number) && number >= least && number <= most;
  if (!right)
    throw new ServiceError('InvalidAttributeValue', `Invalid value for the parameter ${name}: ${text}`);
}

export interface Redrive {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export function redriveOf(text: string | undefined): Redrive | undefined {
  if (text === undefined) return undefined;
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Redrive;
    const count = Number(maxReceiveCount);
    const right =
      typeof deadLetterTargetArn === 'string' && Number.isInteger(count) && count >= 1 && count <= 1000;
    return right ? { deadLetterTargetArn, maxReceiveCount: count } : undefined;
  } catch {
    return undefined;
  }
}
