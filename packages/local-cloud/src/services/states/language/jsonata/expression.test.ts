import { expect, test } from 'vitest';
import { keptSources, parseExpression } from './expression.ts';

const LARGEST = 1024 * 1024;
const source = (name: string): string => `"${name}${'x'.repeat(100_000)}"`;

test('an expression is parsed once, and of many those that were used last are kept, a megabyte of sources at most', () => {
  const [first, second] = [parseExpression(source('first')), parseExpression(source('second'))];
  for (let index = 0; index < 50; index += 1) {
    parseExpression(source(String(index)));
    expect(parseExpression(source('first'))).toBe(first);
    expect(keptSources()).toBeLessThanOrEqual(LARGEST);
  }
  expect(keptSources()).toBeGreaterThan(LARGEST - 2 * source('first').length);
  expect(parseExpression(source('second'))).not.toBe(second);
});

test('a source that alone is longer is parsed, and not kept', () => {
  const long = `"${'x'.repeat(LARGEST)}"`;
  expect(parseExpression(long)).not.toBe(parseExpression(long));
  expect(keptSources()).toBe(0);
});
