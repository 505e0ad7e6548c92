import type { Caller } from '../aws/call.ts';
import { actionFits, type Decision, decide, list, type Question, type Sourced } from './policy.ts';
import { type Named, names } from './principals.ts';

/** Every policy that speaks on a question, each kind for itself. */
export interface Policies {
  /** Of the resource; undefined where it has none. */
  readonly resource: readonly Sourced[] | undefined;
  /** Whether nobody gets in whom the resource's policy does not name, the account's own included: a role's trust policy. */
  readonly mustName?: boolean;
  readonly identity: readonly Sourced[];
  /** The permissions boundary of the caller's role; undefined where it has none. */
  readonly boundary: readonly Sourced[] | undefined;
  /** Session policies; undefined where the session was opened without. */
  readonly session: readonly Sourced[] | undefined;
}

export type Judgement =
  | { readonly allowed: true; readonly by: Sourced }
  /** `because` is AWS's half sentence; `by` is the statement that denies. */
  | { readonly allowed: false; readonly because: string; readonly by?: Sourced };

const DENIED = 'with an explicit deny in ';

/** Whether some resource is left for which the statements allow the action; conditions are taken to hold. */
function allowsAnywhere(statements: readonly Sourced[], action: string): boolean {
  const fitting = statements.map(({ statement }) => statement).filter((one) => actionFits(one, action));
  const deniesAll = fitting.some(
    ({ Effect, Resource, Condition }) => Effect === 'Deny' && list(Resource).includes('*') && !Condition,
  );
  return !deniesAll && fitting.some(({ Effect }) => Effect === 'Allow');
}

/** Whether the caller's own policies allow the action on any resource at all. */
export const mayAnywhere = ({ identity, boundary, session }: Policies, action: string): boolean =>
  [identity, boundary, session].every(
    (statements) => statements === undefined || allowsAnywhere(statements, action),
  );

/** "Determining whether a request is allowed or denied within an account", AWS IAM user guide. */
export function judge(policies: Policies, caller: Caller, question: Question): Judgement {
  const speaking = (...how: Named[]): Decision =>
    decide(
      (policies.resource ?? []).filter((one) => how.includes(names(one, caller))),
      question,
    );
  const ofResource = speaking('itself', 'by role', 'by account');
  const identity = decide(policies.identity, question);
  const boundary = policies.boundary && decide(policies.boundary, question);
  const session = policies.session && decide(policies.session, question);
  const kinds: [string, Decision | undefined][] = [
    ['a resource-based policy', ofResource],
    ['an identity-based policy', identity],
    ['a permissions boundary', boundary],
    ['a session policy', session],
  ];
  for (const [kind, decision] of kinds)
    if (decision?.outcome === 'explicitly denied' && decision.by)
      return { allowed: false, because: `${DENIED}${kind}`, by: decision.by };
  const none = (kind: string): Judgement => ({
    allowed: false,
    because: `because no ${kind} allows the ${question.action} action`,
  });
  if (policies.mustName && !ofResource.by) return none('resource-based policy');
  const itself = speaking('itself').by;
  if (itself) return { allowed: true, by: identity.by ?? itself };
  const by = identity.by ?? speaking('by role').by;
  if (!by) return none('identity-based policy');
  if (boundary && !boundary.by) return none('permissions boundary');
  if (session && !session.by) return none('session policy');
  return { allowed: true, by };
}
