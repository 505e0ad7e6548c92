import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from './printable.ts';

test.each([
  [
    'a link',
    '\x1b]8;;http://evil\x07pay\x1b]8;;\x1b\\',
    '\\u001b]8;;http://evil\\u0007pay\\u001b]8;;\\u001b\\',
  ],
  ['a title', '\x1b]0;root\x07', '\\u001b]0;root\\u0007'],
  ['the C1 form of a colour', '\x9b31m', '\\u009b31m'],
  ['overwriting', 'FAILED\rok    \b\x7f', 'FAILED\\rok    \\b\\u007f'],
  ['lines and tabs', 'a\nb\tc', 'a\\nb\\tc'],
  ['NUL', 'a\0b', 'a\\u0000b'],
  ['text that runs the other way', '\u202e2.00\u2066', '\\u202e2.00\\u2066'],
  ['letters without width', 'fa\u200bre\ufeff\u3164', 'fa\\u200bre\\ufeff\\u3164'],
  ['a tag beyond the first plane', '\u{e0041}', '\\udb40\\udc41'],
  ['half a pair', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
  ['separators of Unicode', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
  ['what people read', 'Ñandú № 5 — 東京 🚕 C:\\new', 'Ñandú № 5 — 東京 🚕 C:\\new'],
])('%s', (_, text, shown) => expect(printable(text)).toBe(shown));

test('what is kept stays', () => expect(printable('a\nb\tc\r', '\n\t')).toBe('a\nb\tc\\r'));

/** Any UTF-16, halves of pairs as well. */
const anyText = fc.array(fc.nat({ max: 0xff_ff })).map((units) => String.fromCharCode(...units));

test('JSON stays JSON of the same value, whatever it says', () => {
  fc.assert(
    fc.property(anyText, anyText, (key, item) => {
      const value = { [key]: [item] };
      const text = printable(JSON.stringify(value, null, 2), '\n');
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(text.replaceAll('\n', '')).toBe(printable(text.replaceAll('\n', '')));
    }),
  );
});
