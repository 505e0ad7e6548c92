/** What stands between the asterisks; `\*` and `\\` are the signs themselves. */
function partsOf(pattern: string): string[] {
  const parts = [''];
  for (const [sign] of pattern.matchAll(/\\[\\*]|./gs)) {
    if (sign === '*') parts.push('');
    else parts.push(`${parts.pop()}${sign.at(-1)}`);
  }
  return parts;
}

/** Whether a text is what the pattern says, an asterisk being any text; in time that grows with the text alone. */
export function fitsWildcard(pattern: string, text: string): boolean {
  const [first = '', ...middle] = partsOf(pattern);
  const last = middle.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
