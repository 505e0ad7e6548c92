import { describe, expect, test } from 'vitest';
import { parseJson } from '../../../aws/json.ts';
import { checkPattern, unsupported } from './check.ts';
import { matches } from './match.ts';

// Cases from "Comparison operators for use in event patterns in Amazon EventBridge".
const event = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  resources: ['arn:aws:states:us-east-1:000000000000:execution:m:e'],
  detail: { status: 'FAILED', count: 7, name: 'Yellow-2024', empty: null, tags: ['a', 'b'] },
};

describe('an event pattern', () => {
  const cases: [string, unknown, boolean][] = [
    ['a choice of values', { detail: { status: ['FAILED', 'TIMED_OUT'] } }, true],
    ['another value', { detail: { status: ['SUCCEEDED'] } }, false],
    ['every name must fit', { source: ['aws.states'], detail: { status: ['ABORTED'] } }, false],
    ['one of a list', { detail: { tags: ['b'] } }, true],
    ['null', { detail: { empty: [null] } }, true],
    ['prefix', { detail: { name: [{ prefix: 'Yellow' }] } }, true],
    ['prefix without case', { detail: { name: [{ prefix: { 'equals-ignore-case': 'yell' } }] } }, true],
    ['suffix', { detail: { name: [{ suffix: '2025' }] } }, false],
    ['anything-but', { detail: { status: [{ 'anything-but': ['SUCCEEDED'] }] } }, true],
    ['anything-but a prefix', { detail: { name: [{ 'anything-but': { prefix: 'Yellow' } }] } }, false],
    ['a range of numbers', { detail: { count: [{ numeric: ['>', 0, '<=', 7] }] } }, true],
    ['exists', { detail: { count: [{ exists: false }] } }, false],
    ['does not exist', { detail: { other: [{ exists: false }] } }, true],
    ['equals-ignore-case', { detail: { status: [{ 'equals-ignore-case': 'failed' }] } }, true],
    ['wildcard', { resources: [{ wildcard: 'arn:aws:states:*:execution:m:*' }] }, true],
  ];
  test.each(cases)('%s', (_, pattern, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });

  test('says which operator it does not know', () => {
    expect([
      unsupported({ detail: { ip: [{ cidr: '10.0.0.0/8' }] } }),
      unsupported({ $or: [] }),
      unsupported({ detail: { a: [1, { exists: true }] } }),
    ]).toEqual(['cidr', '$or', undefined]);
  });
});

describe('within arrays of objects', () => {
  const detail = parseJson(`{
    "lines": [{ "sku": "x", "n": 1 }, { "sku": "y", "n": 2, "gift": { "for": "Ann" } }],
    "grid": [[{ "a": 1 }], [{ "a": 2, "b": 3 }]],
    "empty": [], "none": {}, "big": 9007199254740993, "one": 1.0, "path.with.dots": true, "text": "a*b\\\\c"
  }`);
  test.each<[string, unknown, boolean]>([
    ['a leaf of any element', { lines: { sku: ['y'] } }, true],
    ['of none', { lines: { sku: ['z'] } }, false],
    ['leaves of one element', { lines: { n: [2], sku: ['y'] } }, true],
    ['not of two', { lines: { n: [1], sku: ['y'] } }, false],
    ['deeper in the same element', { lines: { sku: ['y'], gift: { for: [{ prefix: 'A' }] } } }, true],
    ['deeper in another', { lines: { sku: ['x'], gift: { for: ['Ann'] } } }, false],
    ['an element without a leaf', { lines: { n: [1], gift: { for: [{ exists: false }] } } }, false],
    ['arrays of arrays', { grid: { a: [2], b: [3] } }, true],
    ['not across them', { grid: { a: [1], b: [3] } }, false],
    ['exists: a leaf', { lines: { sku: [{ exists: true }] } }, true],
    ['exists: no object', { lines: [{ exists: true }] }, false],
    ['does not exist: an object', { lines: [{ exists: false }] }, true],
    ['does not exist: an empty list', { empty: [{ exists: false }] }, true],
    ['does not exist: an empty object', { none: [{ exists: false }] }, true],
    ['does not exist: below a text', { one: { more: [{ exists: false }] } }, true],
    ['a name with dots as a path', { path: { with: { dots: [true] } } }, true],
    ['a large integer', { big: [{ numeric: ['>', 9007199254740992] }] }, true],
    ['not the next one', { big: [9007199254740992] }, false],
    ['a number however it is written', { one: [1] }, true],
    ['an escaped asterisk', { text: [{ wildcard: 'a\\*b\\\\*' }] }, true],
    ['a sign that is no asterisk', { text: [{ wildcard: 'a\\*c' }] }, false],
    ['anything-but is true of null', { 'lines.n': [{ 'anything-but': [1] }] }, true],
  ])('%s', (_, pattern, expected) => {
    expect(matches({ detail: pattern }, { detail })).toBe(expected);
  });
});

test('a wildcard takes no time that grows with its asterisks', () => {
  const pattern = { text: [{ wildcard: `${'*a'.repeat(40)}b` }] };
  expect(matches(pattern, { text: 'a'.repeat(100_000) })).toBe(false);
});

test('a large array is looked through once, not once for each of its elements', () => {
  const lines = Array.from({ length: 100_000 }, (_, n) => (n % 2 ? { a: 1, b: 0 } : { a: 0, b: 2 }));
  expect(matches({ lines: { a: [1], b: [2] } }, { lines })).toBe(false);
  expect(matches({ lines: { a: [1], b: [0] } }, { lines })).toBe(true);
}, 60_000);

describe('EventBridge refuses', () => {
  test.each<[unknown, string]>([
    [[], 'Filter is not an object'],
    [{}, 'Empty objects are not allowed'],
    [{ detail: {} }, 'Empty objects are not allowed'],
    [{ source: 'shop' }, '"source" must be an object or an array'],
    [{ source: [] }, 'Empty arrays are not allowed'],
    [{ source: [['shop']] }, 'Match value must be String, number, true, false, or null'],
    [{ a: [{}] }, 'Match expression name not found'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
    [{ a: [{ like: 'x' }] }, 'Unrecognized match type like'],
    [{ a: [{ constructor: 'x' }] }, 'Unrecognized match type constructor'],
    [{ a: [{ prefix: 5 }] }, 'prefix match pattern must be a string'],
    [{ a: [{ suffix: { prefix: 'x' } }] }, 'Unsupported suffix pattern: prefix'],
    [{ a: [{ 'equals-ignore-case': ['x'] }] }, 'equals-ignore-case match pattern must be a string'],
    [{ a: [{ wildcard: 'a**' }] }, 'Consecutive wildcard characters'],
    [{ a: [{ wildcard: 'a\\b' }] }, 'Invalid escape character'],
    [{ a: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
    [{ a: [{ numeric: 5 }] }, 'Value of numeric must be an array.'],
    [{ a: [{ numeric: ['!', 5] }] }, 'Unrecognized numeric range operator: !'],
    [{ a: [{ numeric: ['>', '5'] }] }, 'Value of > must be numeric'],
    [{ a: [{ numeric: ['<', 5, '>', 1] }] }, 'Too many elements in numeric expression'],
    [{ a: [{ numeric: ['>', 5, '=', 6] }] }, 'Bad numeric range operator: ='],
    [{ a: [{ numeric: ['>', 5, '<', 1] }] }, 'Bottom must be less than top'],
    [{ a: [{ 'anything-but': ['x', 1] }] }, 'Inside anything but list'],
    [{ a: [{ 'anything-but': null }] }, 'Inside anything but list'],
    [{ a: [{ 'anything-but': { prefix: '' } }] }, 'Null prefix/suffix not allowed'],
    [{ a: [{ 'anything-but': { numeric: ['>', 1] } }] }, 'Unsupported anything-but pattern: numeric'],
  ])('%j', (pattern, reason) => {
    expect(() => checkPattern(pattern)).toThrow(`Event pattern is not valid. Reason: ${reason}`);
  });
});

describe('an event that is made to be searched for long', () => {
  const many = Array.from({ length: 20_000 }, () => ['FAILED']);
  const pattern = { detail: { a: ['FAILED'], b: ['FAILED'], c: ['FAILED'] }, source: ['aws.states'] };

  // Each element of one list with each of the others: there are eight million millions of them.
  test.each([
    ['fits nowhere', 'shop', false],
    ['fits', 'aws.states', true],
  ])('%s, and is known at once', (_, source, fits) => {
    expect(matches(pattern, { source, detail: { a: many, b: many, c: many } })).toBe(fits);
    const apart = { a: [...many], b: [...many], c: [...many] };
    expect(matches(pattern, { source, detail: apart })).toBe(fits);
  });
});
