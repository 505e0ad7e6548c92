import type { Caller } from '../aws/call.ts';
import { conditionsHold } from './conditions.ts';
import { type Context, like } from './matching.ts';
import { list, type PolicyDocument, type Sourced, sourced } from './policy.ts';

/** Services that also act by another's name: COPY and UNLOAD of Redshift Serverless work with roles that trust Redshift. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'redshift-serverless.amazonaws.com': ['redshift.amazonaws.com'],
};

/** Names by which a role may trust a service: its own and that of its region, "AWS service principals", IAM user guide. */
export const principalsOf = (service: string, region: string): string[] =>
  [service, ...(ALSO[service] ?? [])].flatMap((name) => [
    name,
    name.replace(/\.amazonaws\.com$/, `.${region}.amazonaws.com`),
  ]);

/** Whether a trust policy lets a service, by one of its names, assume the role; an explicit deny wins. */
export function trusts(trust: PolicyDocument, service: readonly string[], context: Context): boolean {
  const applying = sourced('AssumeRolePolicyDocument', trust).filter(({ statement }) => {
    if (!list(statement.Action).some((pattern) => like(pattern, 'sts:AssumeRole', true))) return false;
    const { Principal: principal } = statement;
    const trusted = principal === '*' ? ['*'] : list(principal?.Service);
    return (
      trusted.some((name) => service.includes(name) || name === '*') &&
      conditionsHold(statement.Condition, context)
    );
  });
  return (
    applying.some(({ statement }) => statement.Effect === 'Allow') &&
    !applying.some(({ statement }) => statement.Effect === 'Deny')
  );
}

/** How a statement of a resource's policy names a caller. */
export type Named =
  /** By `*`, or by the caller's own ARN: an allow is enough by itself. */
  | 'itself'
  /** By the account: a deny holds, an allow leaves it to the caller's own policies. */
  | 'by account'
  | undefined;

/** "AWS JSON policy elements: Principal": whether a resource policy's statement speaks of the caller. */
export function names({ statement }: Sourced, caller: Caller): Named {
  const { Principal: principal } = statement;
  if (principal === '*') return 'itself';
  const arns = list(principal?.AWS);
  const own = [caller.arn, caller.roleArn].filter((arn) => arn !== undefined);
  if (arns.some((arn) => arn === '*' || own.includes(arn))) return 'itself';
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  return arns.some((arn) => account.includes(arn)) ? 'by account' : undefined;
}
