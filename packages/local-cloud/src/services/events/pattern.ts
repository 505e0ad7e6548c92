// "Creating Amazon EventBridge event patterns" and "Comparison operators for use in event patterns".

type Json = unknown;
type Matcher = (operand: Json, value: Json) => boolean;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);
const texts = (test: (text: string, part: string) => boolean): Matcher => {
  return (operand, value) =>
    typeof value === 'string' &&
    (isObject(operand) && 'equals-ignore-case' in operand
      ? test(value.toLowerCase(), String(operand['equals-ignore-case']).toLowerCase())
      : test(value, String(operand)));
};

const wildcard: Matcher = (operand, value) => {
  const source = String(operand)
    .split('*')
    .map((part) => part.replace(/[.+^${}()|[\]\\?]/g, '\\$&'))
    .join('.*');
  return typeof value === 'string' && new RegExp(`^${source}$`, 's').test(value);
};

const COMPARE: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const numeric: Matcher = (operand, value) => {
  const parts = list(operand);
  if (typeof value !== 'number') return false;
  for (let at = 0; at < parts.length; at += 2) {
    if (!COMPARE[String(parts[at])]?.(value, Number(parts[at + 1]))) return false;
  }
  return true;
};

const anythingBut: Matcher = (operand, value) =>
  isObject(operand)
    ? !Object.entries(operand).some(([name, item]) =>
        list(item).some((one) => MATCHERS[name]?.(one, value) ?? false),
      )
    : !list(operand).includes(value);

const MATCHERS: Readonly<Record<string, Matcher>> = {
  prefix: texts((text, part) => text.startsWith(part)),
  suffix: texts((text, part) => text.endsWith(part)),
  'equals-ignore-case': texts((text, part) => text.toLowerCase() === part.toLowerCase()),
  'anything-but': anythingBut,
  numeric,
  wildcard,
};

const matchesItem = (item: Json, values: readonly Json[]): boolean => {
  if (!isObject(item)) return values.includes(item);
  const [[name = '', operand] = []] = Object.entries(item);
  if (name === 'exists') return values.length > 0 === operand;
  return values.some((value) => MATCHERS[name]?.(operand, value) ?? false);
};

/** What a pattern says that is not supported; undefined where all of it is. */
export function unsupported(pattern: Json): string | undefined {
  if (!isObject(pattern)) return 'a pattern that is no object';
  for (const [name, value] of Object.entries(pattern)) {
    if (name === '$or') return '$or';
    if (!Array.isArray(value)) {
      const inside = unsupported(value);
      if (inside !== undefined) return inside;
      continue;
    }
    const operator = value
      .filter(isObject)
      .flatMap((item) => Object.keys(item))
      .find((key) => key !== 'exists' && !Object.hasOwn(MATCHERS, key));
    if (operator !== undefined) return operator;
  }
  return undefined;
}

/** Whether an event fits a pattern: every name of the pattern must fit, a list is a choice. */
export function matches(pattern: Json, event: Json): boolean {
  if (!isObject(pattern)) return false;
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = isObject(event) ? event[name] : undefined;
    if (!Array.isArray(wanted)) return matches(wanted, value);
    const values = value === undefined ? [] : list(value);
    return wanted.some((item) => matchesItem(item, values));
  });
}
