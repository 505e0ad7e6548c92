import type { Caller } from '../aws/call.ts';
import { ServiceError } from '../aws/errors.ts';
import type { Kernel } from '../kernel/kernel.ts';

/**
 * Why a role's logs are not kept: the first action that writing them needs and the role may not do; undefined where it
 * may do all. Where it may not, AWS writes none and the run goes on, so the sentence is all that a reader finds.
 */
export function refusedLogs(kernel: Kernel, caller: Caller, group: string): string | undefined {
  const arn = `arn:aws:logs:${kernel.region}:${kernel.accountId}:log-group:${group}`;
  const create = kernel.offers.logs?.hasGroup(group) ? [] : [['logs:CreateLogGroup', arn] as const];
  const questions = [
    ...create,
    ['logs:CreateLogStream', `${arn}:*`],
    ['logs:PutLogEvents', `${arn}:log-stream:*`],
  ] as const;
  try {
    for (const [action, resource] of questions) kernel.authorize(caller, action, resource);
    return undefined;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const message = `${error.code}: ${error.message}`;
    kernel.log(`there are no logs in ${group}, as on AWS: ${message}`);
    return `${message}: what was written here is lost, as on AWS`;
  }
}
