import { ServiceError } from '../../../aws/errors.ts';
import type { Kernel } from '../../../kernel/kernel.ts';
import type { Revision } from '../machines/machine.ts';

/** What AWS wants of the role of a machine that logs: "Using CloudWatch Logs to log execution history", Step Functions developer guide. */
const DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];

/** Throws AccessDeniedException where AWS would not create the machine: its role may not deliver the logs that it asks for. */
export function checkLogDestination(
  kernel: Kernel,
  {
    name,
    roleArn,
    stateMachineArn,
    logging,
  }: Pick<Revision, 'name' | 'roleArn' | 'stateMachineArn' | 'logging'>,
): void {
  if (logging.level === 'OFF' || logging.logGroup === undefined) return;
  const credentials = kernel.assumeRole(roleArn, 'validation', 'states.amazonaws.com', stateMachineArn);
  try {
    const caller = kernel.callerOf(credentials);
    for (const action of DELIVERY) kernel.authorize(caller, action, '*');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new ServiceError(
      'AccessDeniedException',
      `The state machine IAM Role is not authorized to access the Log Destination (state machine ${name}, log group ${logging.logGroup}): ${error.code}: ${error.message}`,
    );
  } finally {
    kernel.revoke(credentials);
  }
}
