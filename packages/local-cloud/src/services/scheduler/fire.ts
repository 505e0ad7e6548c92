import { randomUUID } from 'node:crypto';
import type { Caller } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Delivery } from '../../kernel/delivery.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Fired } from '../../kernel/offers.ts';
import type { Schedule } from './schedule.ts';
import type { Target } from './target.ts';

const errorOf = (error: unknown): { code: string; text: string } => {
  const { message } = error as Error;
  const code = error instanceof ServiceError ? error.code : 'InternalFailure';
  return { code, text: `${code}: ${message}` };
};

/** "Adding context attributes", EventBridge Scheduler user guide. */
const filled = (input: string, values: Readonly<Record<string, string>>): string =>
  input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? whole) : whole,
  );

/** "If you do not specify anything for this field, EventBridge Scheduler delivers a default notification": Input of Target. */
const notification = ({ accountId: account, region }: Kernel, schedule: string, time: string): string =>
  JSON.stringify({
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account,
    time,
    region,
    resources: [schedule],
    detail: '{}',
  });

/**
 * Does what EventBridge Scheduler does at a scheduled time: as the schedule's role it hands the input to the target, and
 * what cannot be delivered to the dead-letter queue. Scheduler tries again for hours; here it is tried once.
 */
export async function fireSchedule(
  kernel: Kernel,
  { name, arn, groupArn, properties }: Schedule,
  at: Date,
): Promise<Fired> {
  const target = properties.Target as unknown as Target;
  const time = `${at.toISOString().slice(0, 19)}Z`;
  const text = filled(target.Input ?? notification(kernel, arn, time), {
    'scheduled-time': time,
    'schedule-arn': arn,
    'execution-id': randomUUID(),
    'attempt-number': '1',
  });
  const fired = { schedule: name, target: target.Arn };
  try {
    const service = 'scheduler.amazonaws.com';
    const credentials = kernel.assumeRole(target.RoleArn, 'scheduler', service, groupArn);
    const caller = kernel.callerOf(credentials);
    try {
      return { ...fired, ...(await delivered(kernel, target, text, caller)) };
    } finally {
      kernel.revoke(credentials);
    }
  } catch (error) {
    return { ...fired, delivered: false, error: errorOf(error).text };
  }
}

/** What a queue or a bus is told besides the input. */
function addressed({
  SqsParameters,
  EventBridgeParameters,
}: Target): Pick<Delivery, 'messageGroupId' | 'event'> {
  const group = SqsParameters?.MessageGroupId;
  const { Source: source, DetailType: detailType } = EventBridgeParameters ?? {};
  return {
    ...(group === undefined ? {} : { messageGroupId: group }),
    ...(source === undefined || detailType === undefined ? {} : { event: { source, detailType } }),
  };
}

async function delivered(
  kernel: Kernel,
  target: Target,
  text: string,
  caller: Caller,
): Promise<Omit<Fired, 'schedule' | 'target'>> {
  try {
    await kernel.deliver({ target: target.Arn, text, caller, ...addressed(target) });
    return { delivered: true };
  } catch (error) {
    const failure = errorOf(error);
    kernel.log(`the schedule could not deliver to ${target.Arn}: ${failure.text}`);
    return {
      delivered: false,
      error: failure.text,
      ...(await buried(kernel, target, text, caller, failure)),
    };
  }
}

/** "Configuring a dead-letter queue", EventBridge Scheduler user guide: the error and the target are the message's attributes. */
async function buried(
  kernel: Kernel,
  target: Target,
  text: string,
  caller: Caller,
  failure: { readonly code: string; readonly text: string },
): Promise<Pick<Fired, 'deadLetter' | 'deadLetterError'>> {
  const queue = target.DeadLetterConfig?.Arn;
  if (queue === undefined) return {};
  const attributes = {
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.text,
    TARGET_ARN: target.Arn,
  };
  try {
    await kernel.deliver({ target: queue, text, caller, attributes });
    return { deadLetter: queue };
  } catch (error) {
    const { text: deadLetterError } = errorOf(error);
    kernel.log(`the schedule could not deliver to its dead-letter queue ${queue}: ${deadLetterError}`);
    return { deadLetterError };
  }
}
