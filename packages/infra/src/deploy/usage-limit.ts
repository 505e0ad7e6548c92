import {
  CreateUsageLimitCommand,
  GetWorkgroupCommand,
  ListUsageLimitsCommand,
  type RedshiftServerlessClient,
  UpdateUsageLimitCommand,
} from '@aws-sdk/client-redshift-serverless';
import { resourceNames } from '@tlc-elt/contracts';
import type { StageConfig } from '../config/stages.ts';

const LIMIT = { usageType: 'serverless-compute', period: 'monthly' } as const;

/**
 * Sets the workgroup's monthly limit of RPU-hours; the same again changes nothing. CloudFormation has no such resource.
 * Gives a line that says what was done.
 */
export async function setUsageLimit(
  client: Pick<RedshiftServerlessClient, 'send'>,
  { stage, rpuHoursPerMonth: amount, rpuLimitAction: breachAction }: StageConfig,
): Promise<string> {
  const { workgroup } = await client.send(
    new GetWorkgroupCommand({ workgroupName: resourceNames(stage).workgroup }),
  );
  const resourceArn = workgroup?.workgroupArn;
  const said = `usage limit of ${resourceArn}: ${amount} RPU-hours a month, then ${breachAction}`;
  const { usageLimits = [] } = await client.send(
    new ListUsageLimitsCommand({ resourceArn, usageType: LIMIT.usageType }),
  );
  const present = usageLimits.find(({ period }) => period === LIMIT.period);
  if (!present) {
    await client.send(new CreateUsageLimitCommand({ ...LIMIT, resourceArn, amount, breachAction }));
    return `${said} (new)`;
  }
  if (present.amount === amount && present.breachAction === breachAction) return `${said} (as before)`;
  await client.send(
    new UpdateUsageLimitCommand({ usageLimitId: present.usageLimitId, amount, breachAction }),
  );
  return `${said} (was ${present.amount}, ${present.breachAction})`;
}
