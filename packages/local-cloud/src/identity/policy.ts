/** A statement of an identity policy, as it stands in a template (resolved). */
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

/** One question: may this be done? Keys of `context` are condition keys in lower case. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

export type Decision = 'allowed' | 'implicitly denied' | 'explicitly denied';

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** The statements of a document, one or many. */
export const statementsOf = (document: PolicyDocument): readonly Statement[] => list(document.Statement);

const patterns = new Map<string, RegExp>();

/** `*` stands for any run of characters, `?` for one. */
function like(pattern: string, value: string, ignoreCase = false): boolean {
  const id = `${ignoreCase}${pattern}`;
  let expression = patterns.get(id);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
    patterns.set(id, expression);
  }
  return expression.test(value);
}

/** Replaces `${aws:userid}` and its like; a variable without value never matches. */
const substitute = (pattern: string, context: Question['context']): string | undefined => {
  let known = true;
  const text = pattern.replace(/\$\{([^}]+)\}/g, (_, name: string) => {
    const value = context[name.toLowerCase()];
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? text : undefined;
};

type Test = (value: string, wanted: string) => boolean;
const same: Test = (value, wanted) => value === wanted;
const sameIgnoringCase: Test = (value, wanted) => value.toLowerCase() === wanted.toLowerCase();
const alike: Test = (value, wanted) => like(wanted, value);
const not =
  (test: Test): Test =>
  (value, wanted) =>
    !test(value, wanted);

/** Operators that are evaluated; all others refuse to start. */
const operators: Readonly<Record<string, { readonly test: Test; readonly negated?: true }>> = {
  StringEquals: { test: same },
  StringNotEquals: { test: not(same), negated: true },
  StringEqualsIgnoreCase: { test: sameIgnoringCase },
  StringLike: { test: alike },
  StringNotLike: { test: not(alike), negated: true },
  ArnEquals: { test: alike },
  ArnLike: { test: alike },
  ArnNotEquals: { test: not(alike), negated: true },
  ArnNotLike: { test: not(alike), negated: true },
  Bool: { test: sameIgnoringCase },
  NumericEquals: { test: (value, wanted) => Number(value) === Number(wanted) },
  NumericLessThan: { test: (value, wanted) => Number(value) < Number(wanted) },
};

function holds(
  operator: string,
  key: string,
  wanted: readonly string[],
  context: Question['context'],
): boolean {
  const value = context[key.toLowerCase()];
  const [, bare = operator, ifExists] =
    /^(?:ForAnyValue:|ForAllValues:)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  if (bare === 'Null') return wanted.includes(String(value === undefined));
  const known = operators[bare];
  if (!known) throw new Error(`condition operator ${operator} is not supported`);
  if (value === undefined) return Boolean(ifExists) || Boolean(known.negated);
  const texts = wanted.map((pattern) => substitute(pattern, context));
  const results = texts.map((text) => text !== undefined && known.test(value, text));
  return known.negated ? results.every(Boolean) : results.some(Boolean);
}

const conditionsHold = (statement: Statement, context: Question['context']): boolean =>
  Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, list(wanted).map(String), context)),
  );

function applies(statement: Statement, { action, resource, context }: Question): boolean {
  const actionFits = statement.NotAction
    ? !list(statement.NotAction).some((pattern) => like(pattern, action, true))
    : list(statement.Action).some((pattern) => like(pattern, action, true));
  if (!actionFits) return false;
  const fits = (pattern: string): boolean => {
    const text = substitute(pattern, context);
    return text !== undefined && like(text, resource);
  };
  const resourceFits = statement.NotResource
    ? !list(statement.NotResource).some(fits)
    : list(statement.Resource).some(fits);
  return resourceFits && conditionsHold(statement, context);
}

/** Identity policies: an explicit deny wins, then an allow, else it is denied. */
export function decide(statements: readonly Statement[], question: Question): Decision {
  const applying = statements.filter((statement) => applies(statement, question));
  if (applying.some((statement) => statement.Effect === 'Deny')) return 'explicitly denied';
  return applying.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'implicitly denied';
}

/** Whether a trust policy lets a service assume the role. */
export function trusts(trust: PolicyDocument, service: string, context: Question['context']): boolean {
  return statementsOf(trust).some((statement) => {
    if (
      statement.Effect !== 'Allow' ||
      !list(statement.Action).some((pattern) => like(pattern, 'sts:AssumeRole', true))
    )
      return false;
    const { Principal: principal } = statement;
    const trusted = principal === '*' ? ['*'] : list(principal?.Service);
    return (
      trusted.some((pattern) => pattern === service || pattern === '*') && conditionsHold(statement, context)
    );
  });
}

/** Throws, naming it, on a condition operator that is not evaluated: called for every policy at the start. */
export function checkOperators(statements: readonly Statement[]): void {
  for (const statement of statements) {
    for (const operator of Object.keys(statement.Condition ?? {})) {
      const bare = operator.replace(/^(ForAnyValue:|ForAllValues:)/, '').replace(/IfExists$/, '');
      if (bare !== 'Null' && !operators[bare])
        throw new Error(`condition operator ${operator} is not supported by the local cloud`);
    }
  }
}
