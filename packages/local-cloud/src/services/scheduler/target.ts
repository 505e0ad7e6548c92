import type { Kernel } from '../../kernel/kernel.ts';

/** A schedule's target, as a template writes it. */
export interface Target {
  readonly Arn: string;
  readonly RoleArn: string;
  readonly Input?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly SqsParameters?: { readonly MessageGroupId?: string };
  readonly EventBridgeParameters?: { readonly Source: string; readonly DetailType: string };
}

const KNOWN = new Set([
  'Arn',
  'RoleArn',
  'Input',
  'DeadLetterConfig',
  'SqsParameters',
  'EventBridgeParameters',
  'RetryPolicy', // what cannot be delivered goes to the dead-letter queue at once
]);

/** What of a target would have to be ignored; undefined where nothing would. */
export function ignoredOf(kernel: Kernel, target: Target): string | undefined {
  const member = Object.keys(target).find((name) => !KNOWN.has(name));
  if (member !== undefined) return `${member} of the target`;
  return kernel.deliversTo(target.Arn) ? undefined : `the target ${target.Arn}`;
}
