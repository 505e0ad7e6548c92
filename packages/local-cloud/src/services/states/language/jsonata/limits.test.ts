import { describe, expect, it, test } from 'vitest';
import type { Json } from '../../../../aws/json.ts';
import { evaluateTemplate } from './evaluate.ts';
import { QueryFault } from './fault.ts';

const evaluate = (source: string): Promise<Json> =>
  evaluateTemplate(
    `{% ${source} %}`,
    'Output/r',
    { states: {}, variables: {} },
    {
      random: () => 0.5,
      uuid: () => 'uuid',
    },
  );

const failure = async (source: string): Promise<string> => {
  const fault: unknown = await evaluate(source).catch((error: unknown) => error);
  if (!(fault instanceof QueryFault)) throw new Error(`${source.slice(0, 40)}… did not fail`);
  const about = `The JSONata expression '${source}' specified for the field 'Output/r' threw an error during evaluation`;
  return fault.message.replace(about, '');
};

const STACK =
  ': Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.';
const MEMORY = ': Expression evaluation memory limit exceeded: Check for excessive memory usage';
const TIMEOUT = ': Expression evaluation timeout: Check for infinite loop';

const sum = (terms: number): string => Array(terms).fill('1').join('+');
const parentheses = (count: number): string => `${'('.repeat(count)}1${')'.repeat(count)}`;
const brackets = (count: number): string => `${'['.repeat(count)}1${']'.repeat(count)}`;
const stages = (count: number): string => `1${' ~> $string()'.repeat(count)}`;
const recursive = (n: number): string => `($f := function($n){$n = 0 ? 0 : 1 + $f($n - 1)}; $f(${n}))`;
const doubled = (n: number): string =>
  `($p := function($s, $n) { $n = 0 ? $s : $p($s & $s, $n - 1) }; $length($p("x", ${n})))`;

/** Measured on AWS in us-east-1: floci-io/floci, issue 2737. */
describe('an expression ends where AWS ends it:', () => {
  it.each([
    ['terms of a sum', sum, 100],
    ['parentheses', parentheses, 99],
    ['brackets', brackets, 99],
    ['stages', stages, 99],
    ['recursions', recursive, 31],
  ])('%s', async (_, source, most) => {
    await expect(evaluate(source(most))).resolves.toBeDefined();
    expect(await failure(source(most + 1))).toBe(STACK);
  });

  it.each([
    ['[1..873782] ~> $count()', 873_782, '[1..873783] ~> $count()'],
    [doubled(22), 4_194_304, doubled(23)],
    ['$count($range(1, 360145, 1))', 360_145, '$count($range(1, 360146, 1))'],
  ])('%s', async (source, value, more) => {
    expect(await evaluate(source)).toBe(value);
    expect(await failure(more)).toBe(MEMORY);
  });

  it('a recursion without end, by its time', async () => {
    expect(await failure('($f := function($x){ $f($x+1) }; $f(1))')).toBe(TIMEOUT);
  }, 60_000);
});

/** Measured on AWS: floci-io/floci, issue 2662. */
test.each([
  [42, 0.7275636800328681],
  [0, 0.730967787376657],
  [7, 0.7306990420600421],
])('$random(%i) is what Java’s generator gives', async (seed, number) => {
  expect(await evaluate(`$random(${seed})`)).toBe(number);
});

test.each(['1.5', '"1"', 'null'])('$random(%s) is refused', async (seed) => {
  expect(await failure(`$random(${seed})`)).toContain('$random: the seed must be an integer');
});

/** Measured on AWS: floci-io/floci, docs/services/step-functions.md. */
test.each([
  ['1/0', 'Infinity'],
  ['-1/0', '-Infinity'],
  ['0/0', 'NaN'],
  ['1e308 * 10', 'Infinity'],
  ['[1/0]', ['Infinity']],
  ["{'k': 1/0}", { k: 'Infinity' }],
])('%s is a string: JSON has no such number', async (source, value) => {
  expect(await evaluate(source)).toEqual(value);
});

/** By backtracking each of these would take longer than anybody lives. */
test.each(['$match($pad("", 40, "a"), /(a+)+b/)', '$split($pad("", 40, "a"), /(a*)*b/)'])(
  '%s ends by its time, and nobody waits for it',
  async (source) => {
    let turns = 0;
    const others = setInterval(() => {
      turns += 1;
    }, 10);
    try {
      expect(await failure(source)).toBe(TIMEOUT);
    } finally {
      clearInterval(others);
    }
    expect(turns).toBeGreaterThan(10);
    expect(await evaluate('1 + 1')).toBe(2);
  },
);

test('what an expression does to a prototype stays in its thread', async () => {
  const source = '($o := {"a": 1}; $o ~> |$|{"__proto__": {"NotAction": "x"}}|; 1)';
  await evaluate(source).catch((error: unknown) => error);
  expect(Reflect.get({}, 'NotAction')).toBeUndefined();
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
  '$hash by %s, which every object has, is refused as any name of no algorithm',
  async (name) => {
    expect(await failure(`$hash('a', '${name}')`)).toContain(
      `$hash: a string and one of MD5, SHA-1, SHA-256, SHA-384, SHA-512 are needed, but they are ["a","${name}"]`,
    );
  },
);
