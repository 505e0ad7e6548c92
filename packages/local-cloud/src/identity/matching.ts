/** Condition keys in lower case → their value in this request. */
export type Context = Readonly<Record<string, string>>;

const patterns = new Map<string, RegExp>();
const MOST_PATTERNS = 10_000;

const literal = (text: string): string => text.replace(/[.+^${}()|[\]\\*?]/g, '\\$&');
const wildcards = (text: string): string =>
  text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');

/** `*` stands for any run of characters, `?` for one; nothing else is special. */
export function like(pattern: string, value: string, ignoreCase = false): boolean {
  const id = `${ignoreCase}${pattern}`;
  let expression = patterns.get(id);
  if (!expression) {
    expression = new RegExp(`^${wildcards(pattern)}$`, ignoreCase ? 'is' : 's');
    if (patterns.size < MOST_PATTERNS) patterns.set(id, expression);
  }
  return expression.test(value);
}

const VARIABLE = /\$\{([^},]+)(?:,\s*'([^']*)')?\}/g;

/** Value of a policy variable: a condition key, a default behind it, or `${*}`, `${?}`, `${$}` for the sign itself. */
function valueOfVariable(name: string, fallback: string | undefined, context: Context): string | undefined {
  if (name === '*' || name === '?' || name === '$') return name;
  return context[name.trim().toLowerCase()] ?? fallback;
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
  let source = '';
  let end = 0;
  for (const variable of pattern.matchAll(VARIABLE)) {
    const brought = valueOfVariable(variable[1] ?? '', variable[2], context);
    if (brought === undefined) return false;
    source += wildcards(pattern.slice(end, variable.index)) + literal(brought);
    end = variable.index + variable[0].length;
  }
  return new RegExp(`^${source}${wildcards(pattern.slice(end))}$`, 's').test(value);
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
