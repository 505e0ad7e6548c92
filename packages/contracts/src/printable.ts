/**
 * What a terminal obeys instead of showing it, and what it shows as nothing or elsewhere: control characters (C0, DEL, C1),
 * format characters (among them the bidirectional ones), halves of surrogate pairs, Unicode's line and paragraph
 * separators, and whatever is ignored by default (zero-width characters, variation selectors, fillers).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escapeOf = (character: string): string =>
  SHORT[character] ??
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/**
 * Text of whatever origin as a terminal may have it: what is unprintable is written as JSON writes it (`\u001b`),
 * but for the characters in `kept`. Text that is JSON stays JSON of the same value.
 */
export const printable = (text: string, kept = ''): string =>
  text.replace(UNPRINTABLE, (character) => (kept.includes(character) ? character : escapeOf(character)));
