import type { Caller } from '../aws/call.ts';
import type { Context } from './matching.ts';
import { decide, list, type PolicyDocument, type Sourced, sourced } from './policy.ts';

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

/** Statements of a trust policy; what they speak of is the role. */
export const trustStatements = (trust: PolicyDocument): Sourced[] =>
  sourced('AssumeRolePolicyDocument', {
    Statement: list(trust.Statement).map((statement) => ({ ...statement, Resource: '*' })),
  });

/** Whether a trust policy lets a service, by one of its names, assume the role; an explicit deny wins. */
export function trusts(trust: PolicyDocument, service: readonly string[], context: Context): boolean {
  const speaking = trustStatements(trust).filter(({ statement: { Principal: principal } }) => {
    const trusted = principal === '*' ? ['*'] : list(principal?.Service);
    return trusted.some((name) => service.includes(name) || name === '*');
  });
  const question = { action: 'sts:AssumeRole', resource: '', context };
  return decide(speaking, question).outcome === 'allowed';
}

/** Whether a trust policy lets who holds a token of the provider, by its ARN, assume the role. */
export function trustsToken(trust: PolicyDocument, provider: string, context: Context): boolean {
  const speaking = trustStatements(trust).filter(({ statement: { Principal: principal } }) => {
    const trusted = principal === '*' ? ['*'] : list(principal?.Federated);
    return trusted.some((name) => name === provider || name === '*');
  });
  const question = { action: 'sts:AssumeRoleWithWebIdentity', resource: '', context };
  return decide(speaking, question).outcome === 'allowed';
}

/** How a statement of a resource's policy names a caller. */
export type Named =
  /** By the ARN of the user or of the session: an allow is enough by itself. */
  | 'itself'
  /** By the ARN of the session's role or by `*`: an allow is enough within boundary and session policies. */
  | 'by role'
  /** By the account: a deny holds, an allow leaves it to the caller's own policies. */
  | 'by account'
  | undefined;

/** "AWS JSON policy elements: Principal": whether a resource policy's statement speaks of the caller. */
export function names({ statement }: Sourced, caller: Caller): Named {
  const { Principal: principal } = statement;
  if (principal === '*') return 'by role';
  const arns = list(principal?.AWS);
  if (arns.includes(caller.arn)) return 'itself';
  if (arns.some((arn) => arn === '*' || arn === caller.roleArn)) return 'by role';
  const account = [caller.accountId, `arn:aws:iam::${caller.accountId}:root`];
  return arns.some((arn) => account.includes(arn)) ? 'by account' : undefined;
}
