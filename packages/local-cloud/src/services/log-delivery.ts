import { type Caller, type Kernel, ServiceError } from '../service.ts';

const warned = new Set<string>();

/**
 * Asks whether a role may write the logs that a service writes in its name. Where it may not, AWS writes none;
 * the local cloud keeps them, because they explain what else is wrong, and says so in its own log.
 */
export function checkLogDelivery(kernel: Kernel, caller: Caller, group: string): void {
  const arn = `arn:aws:logs:${kernel.region}:${kernel.accountId}:log-group:${group}`;
  const questions = [
    ['logs:CreateLogStream', `${arn}:*`],
    ['logs:PutLogEvents', `${arn}:log-stream:*`],
  ] as const;
  for (const [action, resource] of questions) {
    try {
      kernel.authorize(caller, action, resource);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const key = `${caller.roleArn} ${action} ${group}`;
      if (!warned.has(key)) kernel.log(`on AWS there would be no logs in ${group}: ${error.message}`);
      warned.add(key);
    }
  }
}
