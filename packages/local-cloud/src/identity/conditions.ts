import { isKnownKey } from './condition-keys.ts';
import { arnMatches, type Context, matches, substitute, valuesIn } from './matching.ts';

/** A statement's `Condition` block: operator → condition key → wanted values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

type Test = (value: string, wanted: string, context: Context) => boolean;
interface Operator {
  readonly test: Test;
  /** `…Not…`: true where no wanted value fits, and where the key is absent. */
  readonly negated?: true;
}

const equal: Test = (value, wanted, context) => value === substitute(wanted, context);
const equalIgnoringCase: Test = (value, wanted, context) =>
  value.toLowerCase() === substitute(wanted, context)?.toLowerCase();
const alike: Test = (value, wanted, context) => matches(wanted, value, context);
const arn: Test = (value, wanted, context) => arnMatches(wanted, value, context);
const numeric =
  (compare: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    compare(Number(value), Number(wanted));
/** ISO 8601 or epoch seconds. */
const instant = (text: string): number => (/^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text));
const dated =
  (compare: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    compare(instant(value), instant(wanted));

const same = (value: number, wanted: number): boolean => value === wanted;
const less = (value: number, wanted: number): boolean => value < wanted;
const lessOrSame = (value: number, wanted: number): boolean => value <= wanted;
const more = (value: number, wanted: number): boolean => value > wanted;
const moreOrSame = (value: number, wanted: number): boolean => value >= wanted;

const compared = (name: string, make: (compare: typeof same) => Test): [string, Operator][] => [
  [`${name}Equals`, { test: make(same) }],
  [`${name}NotEquals`, { test: make(same), negated: true }],
  [`${name}LessThan`, { test: make(less) }],
  [`${name}LessThanEquals`, { test: make(lessOrSame) }],
  [`${name}GreaterThan`, { test: make(more) }],
  [`${name}GreaterThanEquals`, { test: make(moreOrSame) }],
];

/** "IAM JSON policy elements: Condition operators", AWS IAM user guide; those that are absent refuse to start. */
const operators: ReadonlyMap<string, Operator> = new Map([
  ['StringEquals', { test: equal }],
  ['StringNotEquals', { test: equal, negated: true }],
  ['StringEqualsIgnoreCase', { test: equalIgnoringCase }],
  ['StringNotEqualsIgnoreCase', { test: equalIgnoringCase, negated: true }],
  ['StringLike', { test: alike }],
  ['StringNotLike', { test: alike, negated: true }],
  ['ArnEquals', { test: arn }],
  ['ArnLike', { test: arn }],
  ['ArnNotEquals', { test: arn, negated: true }],
  ['ArnNotLike', { test: arn, negated: true }],
  ['Bool', { test: equalIgnoringCase }],
  ...compared('Numeric', numeric),
  ...compared('Date', dated),
]);

const parsed = (operator: string): { set: string | undefined; bare: string; ifExists: boolean } => {
  const [, set, bare = operator, ifExists] =
    /^(?:(ForAnyValue|ForAllValues):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  return { set, bare, ifExists: ifExists !== undefined };
};

function holds(operator: string, key: string, wanted: readonly string[], context: Context): boolean {
  const values = valuesIn(context, key.toLowerCase());
  const { set, bare, ifExists } = parsed(operator);
  if (bare === 'Null') return wanted.includes(String(values === undefined));
  const known = operators.get(bare);
  if (!known) throw new Error(`condition operator ${operator} is not supported`);
  // Absent keys: ForAllValues is true of nothing, ForAnyValue is false of it.
  if (values === undefined)
    return ifExists || set === 'ForAllValues' || (set === undefined && known.negated === true);
  const fits = (value: string): boolean =>
    wanted.some((text) => known.test(value, text, context)) !== (known.negated ?? false);
  return set === 'ForAllValues' ? values.every(fits) : values.some(fits);
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** Whether all conditions hold; values of one key are alternatives. */
export const conditionsHold = (conditions: Conditions | undefined, context: Context): boolean =>
  Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => holds(operator, key, texts(wanted), context)),
  );

/** Throws, naming it, on an operator or condition key that is not evaluated for the actions; `where` names the policy. */
export function checkConditions(
  conditions: Conditions | undefined,
  actions: readonly string[],
  where: string,
): void {
  for (const [operator, keys] of Object.entries(conditions ?? {})) {
    const { bare } = parsed(operator);
    if (bare !== 'Null' && !operators.has(bare))
      throw new Error(`${where}: the condition operator ${operator} is not supported by the local cloud`);
    const unknown = Object.keys(keys).find((key) => !isKnownKey(key, actions));
    if (unknown !== undefined)
      throw new Error(`${where}: the condition key ${unknown} is not supported by the local cloud`);
  }
}
