import { isObject, type Json } from '../../../../aws/json.ts';
import type { Arguments } from './arguments.ts';

/** Splits at any of the characters; empty parts are dropped (recorded on AWS: `,,,,` gives `[]`). */
export function stringSplit(args: Arguments): Json {
  const separators = new Set(args.string(1));
  const parts = [''];
  for (const character of args.string(0)) {
    if (separators.has(character)) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== '');
}

/** `template` may carry escapes: `\{`, `\}`, `\'` and `\\` stand for the character itself. */
export function format(template: string, args: Arguments): Json {
  const values = args.values.slice(1);
  let used = 0;
  const text = template.replaceAll(/\\(.)|\{\}/gs, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (used >= values.length) args.fail(`the template has more {} than the ${values.length} values`);
    used += 1;
    return show(values[used - 1] as Json);
  });
  return used === values.length
    ? text
    : args.fail(`the template has ${used} {}, but there are ${values.length} values`);
}

/** A top-level string goes in bare; objects and arrays as AWS's runtime prints them: `{Arg1=1, Arg2=[]}`. */
function show(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, inner]) => `${key}=${show(inner)}`);
    return `{${members.join(', ')}}`;
  }
  return String(value);
}
