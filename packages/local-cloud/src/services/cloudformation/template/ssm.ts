import type { Caller } from '../../../aws/call.ts';
import type { Kernel } from '../../../kernel/kernel.ts';

/** Value of an SSM parameter, which the caller has to be allowed to read; undefined where there is none. */
export function ssmValue(kernel: Kernel, caller: Caller, name: string): string | undefined {
  const arn = `arn:aws:ssm:${kernel.region}:${kernel.accountId}:parameter/${name.replace(/^\//, '')}`;
  kernel.authorize(caller, 'ssm:GetParameters', arn);
  return kernel.offers.ssm.value(name);
}
