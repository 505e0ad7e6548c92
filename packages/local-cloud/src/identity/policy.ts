import { ownMembersOf } from '../aws/record.ts';
import { conditionsHold } from './conditions.ts';
import { type Context, like, matches } from './matching.ts';

/** A statement of a policy, as it stands in a template (resolved). */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
}

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: Statement | readonly Statement[];
}

/** A statement and where it stands: the policy's name, and its Sid or place in it. */
export interface Sourced {
  readonly policy: string;
  readonly id: string;
  readonly statement: Statement;
}

/** One question: may this be done? Keys of `context` are condition keys in lower case. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

export interface Decision {
  readonly outcome: 'allowed' | 'implicitly denied' | 'explicitly denied';
  /** The statement that decided; undefined where none applies. */
  readonly by: Sourced | undefined;
}

/** One value or many, as a list. */
export const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** The statements of a document, by their own members only, each with its place; the first is number 0. */
export const sourced = (policy: string, document: PolicyDocument): Sourced[] =>
  list(ownMembersOf(document.Statement) as PolicyDocument['Statement']).map((statement, index) => ({
    policy,
    id: statement.Sid ?? `statement ${index}`,
    statement,
  }));

/** Whether a statement speaks of the action. */
export const actionFits = ({ Action, NotAction }: Statement, action: string): boolean =>
  NotAction
    ? !list(NotAction).some((pattern) => like(pattern, action, true))
    : list(Action).some((pattern) => like(pattern, action, true));

function applies(statement: Statement, { action, resource, context }: Question): boolean {
  if (!actionFits(statement, action)) return false;
  const fits = (pattern: string): boolean => matches(pattern, resource, context);
  const resourceFits = statement.NotResource
    ? !list(statement.NotResource).some(fits)
    : list(statement.Resource).some(fits);
  return resourceFits && conditionsHold(statement.Condition, context);
}

/** An explicit deny wins, then an allow, else it is denied: "Policy evaluation logic", AWS IAM user guide. */
export function decide(statements: readonly Sourced[], question: Question): Decision {
  const applying = statements.filter(({ statement }) => applies(statement, question));
  const denying = applying.find(({ statement }) => statement.Effect === 'Deny');
  if (denying) return { outcome: 'explicitly denied', by: denying };
  const allowing = applying.find(({ statement }) => statement.Effect === 'Allow');
  return { outcome: allowing ? 'allowed' : 'implicitly denied', by: allowing };
}
