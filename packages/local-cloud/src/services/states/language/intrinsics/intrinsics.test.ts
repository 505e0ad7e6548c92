import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../aws/json.ts';
import { EvaluationFault, SyntaxFault } from '../faults.ts';
import { evaluateIntrinsic } from './evaluate.ts';
import { parseIntrinsic } from './parse.ts';

const CONTEXT = { Execution: { Name: 'run-1' }, StateMachine: { Id: 'arn:machine', Name: 'machine' } };
const chance = { random: () => 0.25, uuid: () => 'ca4c1140-dcc1-40cd-ad05-7b4aa23df4a8' };

function evaluate(source: string, data: Json = {}): Json {
  return evaluateIntrinsic(parseIntrinsic(source), { data, context: CONTEXT }, chance);
}

/**
 * Results recorded on AWS (localstack/localstack, tests/aws/services/stepfunctions/v2/intrinsic_functions) and those of
 * the developer guide, "Intrinsic functions for JSONPath states" (guide).
 */
const RESULTS: readonly (readonly [call: string, data: Json, result: Json])[] = [
  ['States.Array()', {}, []],
  ['States.Array($.Id)', { Id: 123456 }, [123456]],
  ["States.Array('a', 1.1, null, true, $.x)", { x: { Arg1: 1 } }, ['a', 1.1, null, true, { Arg1: 1 }]],
  [
    'States.ArrayPartition($.inputArray, 4)',
    { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    [[1, 2, 3, 4], [5, 6, 7, 8], [9]],
  ],
  ['States.ArrayPartition($, 3)', [], []],
  ['States.ArrayContains($.a, $.b)', { a: [1, 2, 3, 5, 6], b: 5 }, true],
  ['States.ArrayContains($.a, $.b)', { a: [{ '1': 2, '2': [] }], b: { '2': [], '1': 2 } }, true],
  ['States.ArrayContains($.a, $.b)', { a: [[1, 2, 3], 2], b: null }, false],
  ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
  ['States.ArrayRange(0, 10, 3)', {}, [0, 3, 6, 9]],
  ['States.ArrayRange(9, 1, -4)', {}, [9, 5, 1]],
  ['States.ArrayGetItem($, 5)', [1, 2, 3, 4, 5, 6, 7, 8, 9], 6],
  ['States.ArrayLength($)', [1, 2, 3], 3],
  ['States.ArrayUnique($)', [1, 2, 3, 3, 3, 3, 3, 3, 4], [1, 2, 3, 4]],
  [
    'States.ArrayUnique($)',
    [null, null, [], [], [null], { a: 1, b: 2 }, { b: 2, a: 1 }],
    [null, [], [null], { a: 1, b: 2 }],
  ],
  ["States.Base64Encode('Data to encode')", {}, 'RGF0YSB0byBlbmNvZGU='],
  ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", {}, 'Data to encode'],
  ["States.Base64Encode('')", {}, ''],
  ["States.Hash('input data', 'MD5')", {}, '812f45842bc6d66ee14572ce20db8e86'],
  ["States.Hash('input data', 'SHA-1')", {}, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  [
    "States.Hash('input data', 'SHA-256')",
    {},
    'b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3',
  ],
  [
    "States.Hash('input data', 'SHA-384')",
    {},
    'd28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562',
  ],
  [
    "States.Hash('input data', 'SHA-512')",
    {},
    '6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4',
  ],
  [
    'States.JsonMerge($.a, $.b, false)',
    { a: { a: { a1: 1, a2: 2 }, b: 2, d: 3 }, b: { a: { a3: 1, a4: 2 }, c: 3, d: 4 } },
    { a: { a3: 1, a4: 2 }, b: 2, d: 4, c: 3 },
  ],
  ['States.StringToJson($)', '{"Arg1": 1, "Arg2": []}', { Arg1: 1, Arg2: [] }],
  ['States.StringToJson($)', ' ', null],
  ['States.StringToJson($)', '-0', 0],
  ['States.JsonToString($)', { Arg1: 1, Arg2: [] }, '{"Arg1":1,"Arg2":[]}'],
  ['States.JsonToString($)', 'HelloWorld', '"HelloWorld"'],
  ['States.MathAdd(111, -1)', {}, 110],
  ['States.MathAdd($.a, $.b)', { a: 1.49, b: 1.5 }, 3],
  ['States.MathAdd($.a, $.b)', { a: -1.5, b: -1.51 }, -3],
  ['States.MathAdd($.a, $.b)', { a: -0.5, b: 0 }, 0],
  ['States.MathAdd($.a, $.b)', { a: -2.5, b: 0 }, -2],
  ['States.MathRandom(1, 9)', {}, 3],
  ["States.StringSplit('1,2,3,4,5', ',')", {}, ['1', '2', '3', '4', '5']],
  ["States.StringSplit($, '.+,=')", 'This.is+a,test=string', ['This', 'is', 'a', 'test', 'string']],
  ["States.StringSplit(',,,,', ',')", {}, []],
  ["States.StringSplit(', , ,', ',')", {}, [' ', ' ']],
  ["States.StringSplit('split on T and \nnew line', 'T\n')", {}, ['split on ', ' and ', 'new line']],
  ["States.Format('Hello, my name is {}.', $.name)", { name: 'Arnav' }, 'Hello, my name is Arnav.'],
  [
    'States.Format($.template, $.name)',
    { template: 'Hello, my name is {}.', name: 'Arnav' },
    'Hello, my name is Arnav.',
  ],
  ["States.Format('fst={} and snd={}.', $.a, $.b)", { a: null, b: 1.1 }, 'fst=null and snd=1.1.'],
  ["States.Format('fst={}.', $)", { Arg1: 1, Arg2: [] }, 'fst={Arg1=1, Arg2=[]}.'],
  ["States.Format('\\{\\} it\\'s \\\\ {}', 1)", {}, "{} it's \\ 1"],
  ["States.Format('{}', $$.Execution.Name)", {}, 'run-1'],
  ["States.ArrayGetItem(States.StringSplit(States.Format('{}-{}', 'a', 'b'), '-'), 1)", {}, 'b'],
  ['States.UUID()', {}, 'ca4c1140-dcc1-40cd-ad05-7b4aa23df4a8'],
];

describe('intrinsic functions', () => {
  it.each(RESULTS)('%s of %j', (call, data, result) => {
    expect(evaluate(call, data)).toEqual(result);
  });

  it.each([
    ['States.ArrayGetItem($, 3)', [1, 2, 3], 'index 3 is outside an array of 3 items'],
    ['States.ArrayLength($)', 'abc', 'argument 1 must be an array, but it is "abc"'],
    ['States.ArrayPartition($, 0)', [1], 'the chunk size must be a positive number, but it is 0'],
    ['States.ArrayRange(1, 2000, 1)', {}, 'the range would have 2000 items; 1000 is the most'],
    ['States.ArrayRange(1, 2, 0)', {}, 'the increment must not be 0'],
    [
      'States.JsonMerge($, $, true)',
      {},
      'only the shallow mode is supported: the third argument must be false',
    ],
    ["States.Hash('a', 'SHA-3')", {}, "'SHA-3' is none of MD5, SHA-1, SHA-256, SHA-384, SHA-512"],
    ["States.Format('{} {}', 1)", {}, 'the template has more {} than the 1 values'],
    ["States.Format('{}', 1, 2)", {}, 'the template has 1 {}, but there are 2 values'],
    ["States.StringToJson('{')", {}, "'{' is not JSON"],
    ["States.Base64Decode('*')", {}, "'*' is not Base64"],
    [
      'States.MathAdd(2147483647, 1)',
      {},
      '2147483648 is outside the range of integers (-2147483648 to 2147483647)',
    ],
    ['States.MathRandom(3, 3)', {}, 'the start 3 must be less than the end 3'],
    ['States.Base64Encode($)', 'x'.repeat(10_001), 'argument 1 is longer than 10000 characters'],
  ])('%s of %j fails with States.IntrinsicFailure', (call, data, why) => {
    const name = /^States\.\w+/.exec(call)?.[0];
    expect(() => evaluate(call, data)).toThrow(
      new EvaluationFault('States.IntrinsicFailure', `Invalid arguments in ${name}: ${why}`),
    );
  });

  it.each([
    ['States.Nothing()', "'States.Nothing' is not an intrinsic function"],
    ['States.UUID(1)', "'States.UUID' takes 0 arguments, but 1 were given"],
    ["States.Format('a'", "expected ',' at character 18 of 'States.Format('a''"],
    ["States.Format('a)", "the string has no closing quote at character 18 of 'States.Format('a)'"],
    ["States.StringToJson('\\\"')", "only \\' \\{ \\} and \\\\ can be escaped"],
    ['States.Array(abc)', 'expected a string in single quotes, a number, a path or a function'],
    ['States.Array($states.input)', "'$states' is reserved: the context object of a JSONPath state is '$$'"],
    ['States.UUID() x', "unexpected 'x'"],
  ])('%s is refused when the definition is loaded', (call, why) => {
    expect(() => parseIntrinsic(call)).toThrow(SyntaxFault);
    expect(() => parseIntrinsic(call)).toThrow(why);
  });

  it('gives the same number for the same seed, within the range', () => {
    const range = fc.tuple(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.integer({ min: 1, max: 1e6 }),
      fc.integer(),
    );
    fc.assert(
      fc.property(range, ([start, width, seed]) => {
        const call = `States.MathRandom(${start}, ${start + width}, ${seed})`;
        const number = evaluate(call) as number;
        return (
          number === evaluate(call) && Number.isInteger(number) && number >= start && number < start + width
        );
      }),
    );
  });

  it('undoes what it did: JSON text, Base64, partitions', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.string(),
        fc.array(fc.integer()),
        fc.integer({ min: 1, max: 9 }),
        (value, text, items, size) => {
          const data = { value: JSON.parse(JSON.stringify(value)) as Json, text, items, size };
          expect(evaluate('States.StringToJson(States.JsonToString($.value))', data)).toEqual(data.value);
          expect(evaluate('States.Base64Decode(States.Base64Encode($.text))', data)).toBe(
            Buffer.from(text).toString(),
          );
          expect((evaluate('States.ArrayPartition($.items, $.size)', data) as Json[][]).flat()).toEqual(
            items,
          );
        },
      ),
    );
  });
});

it('a long array of different items is made unique at once', () => {
  const items = Array.from({ length: 200_000 }, (_, index) => index);
  expect(evaluate('States.ArrayUnique($)', [...items, ...items])).toEqual(items);
});
