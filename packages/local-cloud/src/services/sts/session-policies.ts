import type { Session } from '../../aws/call.ts';
import { NotSupported, ServiceError } from '../../aws/errors.ts';
import { checkStatements } from '../../identity/check-policy.ts';
import { type PolicyDocument, sourced } from '../../identity/policy.ts';
import type { Sts } from './sts.ts';

/** Members by which a session is given policies. */
export interface PoliciesAsked {
  readonly Policy?: string;
  readonly PolicyArns?: readonly { readonly arn?: string }[];
}

const malformed = (why: string): ServiceError =>
  new ServiceError('MalformedPolicyDocument', `This policy contains invalid Json: ${why}`);

function parsed(text: string): PolicyDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw malformed((error as Error).message);
  }
  if (typeof document !== 'object' || document === null || !('Statement' in document))
    throw malformed('it has no Statement');
  try {
    checkStatements(sourced('session policy', document as PolicyDocument), 'Policy');
  } catch (error) {
    throw new NotSupported((error as Error).message);
  }
  return document as PolicyDocument;
}

/** The policies that a session is limited by: one in the request, and managed ones; none where none are asked for. */
export function sessionPolicies(
  { kernel }: Sts,
  { Policy, PolicyArns = [] }: PoliciesAsked,
): Pick<Session, 'policies'> {
  const managed = PolicyArns.map(({ arn = '' }) => {
    const policy = kernel.roles.managedPolicy(arn);
    if (policy) return { name: policy.name, document: policy.document };
    throw new ServiceError('ValidationError', `PolicyArns: the policy ${arn} does not exist here`);
  });
  const own = Policy === undefined ? [] : [{ name: 'session policy', document: parsed(Policy) }];
  const policies = [...own, ...managed];
  return policies.length === 0 ? {} : { policies };
}
