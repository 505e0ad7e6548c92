/** Condition keys in lower case → their value in this request, or their values where AWS has a list of them. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A condition key's values; never a member of Object.prototype. A key without a value is absent. */
export function valuesIn(context: Context, key: string): readonly string[] | undefined {
  const found = [(Object.hasOwn(context, key) ? context[key] : undefined) ?? []].flat();
  return found.length === 0 ? undefined : found;
}

/** The value of a key that has one: lists are nothing that a variable could bring. */
export const valueIn = (context: Context, key: string): string | undefined => {
  const values = valuesIn(context, key);
  return values?.length === 1 ? values[0] : undefined;
};

const ONE = Symbol('one character');
const MANY = Symbol('any characters');
type Sign = string | typeof ONE | typeof MANY;

const wildcards = (text: string): Sign[] =>
  text.split('').map((sign) => (sign === '*' ? MANY : sign === '?' ? ONE : sign));

/** Whether the signs stand for the whole value: only the last `*` is ever tried again, so that no pattern takes long. */
function fits(signs: readonly Sign[], value: string): boolean {
  let [at, sign, star, taken] = [0, 0, -1, 0];
  while (at < value.length) {
    if (signs[sign] === MANY) [star, taken, sign] = [sign, at, sign + 1];
    else if (signs[sign] === ONE || signs[sign] === value[at]) [at, sign] = [at + 1, sign + 1];
    else if (star >= 0) [taken, at, sign] = [taken + 1, taken + 1, star + 1];
    else return false;
  }
  return signs.slice(sign).every((left) => left === MANY);
}

/** `*` stands for any run of characters, `?` for one; nothing else is special. */
export const like = (pattern: string, value: string, ignoreCase = false): boolean =>
  ignoreCase ? fits(wildcards(pattern.toLowerCase()), value.toLowerCase()) : fits(wildcards(pattern), value);

const VARIABLE = /\$\{([^},]+)(?:,\s*'([^']*)')?\}/g;

/** Value of a policy variable: a condition key, a default behind it, or `${*}`, `${?}`, `${$}` for the sign itself. */
function valueOfVariable(name: string, fallback: string | undefined, context: Context): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name;
  return valueIn(context, name.trim().toLowerCase()) ?? fallback;
}

/** Text with its policy variables replaced; undefined where one has no value: such a pattern never matches. */
export function substitute(pattern: string, context: Context): string | undefined {
  let known = true;
  const text = pattern.replace(VARIABLE, (_, name: string, fallback?: string) => {
    const value = valueOfVariable(name, fallback, context);
    known &&= value !== undefined;
    return value ?? '';
  });
  return known ? text : undefined;
}

/** `like` with policy variables; what a variable brings is literal, also a `*`. */
export function matches(pattern: string, value: string, context: Context): boolean {
  if (!pattern.includes('${')) return like(pattern, value);
  const signs: Sign[] = [];
  let end = 0;
  for (const variable of pattern.matchAll(VARIABLE)) {
    const brought = valueOfVariable(variable[1] ?? '', variable[2], context);
    if (brought === undefined) return false;
    signs.push(...wildcards(pattern.slice(end, variable.index)), ...brought.split(''));
    end = variable.index + variable[0].length;
  }
  return fits([...signs, ...wildcards(pattern.slice(end))], value);
}

/** ArnLike: each of the six parts between colons on its own, so that a `*` does not reach over a colon. */
export function arnMatches(pattern: string, value: string, context: Context): boolean {
  const parts = (arn: string): string[] => {
    const split = arn.split(':');
    return [...split.slice(0, 5), split.slice(5).join(':')];
  };
  const [wanted, given] = [
    parts(pattern.replace(VARIABLE, (whole) => whole.replaceAll(':', '\0'))),
    parts(value),
  ];
  return wanted.every((part, index) => matches(part.replaceAll('\0', ':'), given[index] ?? '', context));
}
