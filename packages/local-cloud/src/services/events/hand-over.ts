import type { Caller } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import { itself } from '../../kernel/delivery.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import type { Rule } from './rule.ts';
import { inputOf, type Occasion } from './target/input.ts';
import type { Target } from './target/target.ts';

/** Hands an event to a target of a rule, or else to its dead-letter queue. Nobody waits: a failure is told in the log. */
export async function handOver(
  kernel: Kernel,
  rule: Rule,
  target: Target,
  occasion: Omit<Occasion, 'rule'>,
): Promise<void> {
  const group = target.SqsParameters?.MessageGroupId;
  try {
    const text = inputOf(target, { ...occasion, rule });
    const { caller, done } = callerFor(kernel, rule, target);
    await kernel.deliver({
      target: target.Arn,
      text,
      caller,
      ...(group === undefined ? {} : { messageGroupId: group }),
    });
    done();
  } catch (error) {
    const what = `an event of the rule ${rule.name} could not be delivered to ${target.Arn}`;
    kernel.log(`${what}: ${(error as Error).message}`);
    await bury(kernel, rule, target, occasion.event, error as Error);
  }
}

function callerFor(kernel: Kernel, rule: Rule, { RoleArn }: Target): { caller: Caller; done: () => void } {
  if (RoleArn === undefined) return { caller: itself(kernel.accountId, 'events'), done: () => undefined };
  const credentials = kernel.assumeRole(RoleArn, 'events', 'events.amazonaws.com', rule.arn);
  return { caller: kernel.callerOf(credentials), done: () => kernel.revoke(credentials) };
}

/** "Using dead-letter queues to process undelivered events in EventBridge": which attributes say why. */
async function bury(
  kernel: Kernel,
  rule: Rule,
  { Arn, DeadLetterConfig }: Target,
  event: object,
  failure: Error,
): Promise<void> {
  const queue = DeadLetterConfig?.Arn;
  if (queue === undefined) return;
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: Arn,
    ERROR_CODE: failure instanceof ServiceError ? failure.code : 'InternalFailure',
    ERROR_MESSAGE: failure.message,
  };
  const caller = itself(kernel.accountId, 'events');
  try {
    await kernel.deliver({ target: queue, text: JSON.stringify(event), caller, attributes });
  } catch (error) {
    kernel.log(`it could not be delivered to its dead-letter queue ${queue}: ${(error as Error).message}`);
  }
}
