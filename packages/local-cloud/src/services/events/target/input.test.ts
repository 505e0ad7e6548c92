import { describe, expect, test } from 'vitest';
import { inputOf } from './input.ts';
import { checkInput, type Target } from './target.ts';

// Shapes of texts: "Amazon EventBridge input transformation", EventBridge user guide, and what EventBridge is known to send.
const event = {
  version: '0',
  id: 'e-1',
  'detail-type': 'order placed',
  source: 'shop',
  account: '000000000000',
  time: '2024-11-05T11:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: {
    id: 'a"b',
    count: 7,
    paid: true,
    customer: { name: 'Ann' },
    lines: [{ sku: 'x' }, { sku: 'y', more: [1, 2] }],
    tags: ['new', 'old'],
  },
};
const rule = { name: 'orders', arn: 'arn:aws:events:us-east-1:000000000000:rule/orders' };
const occasion = { event, rule, ingestedAt: '2024-11-05T11:00:01Z' };
const arn = 'arn:aws:sqs:us-east-1:000000000000:q';
const paths = {
  id: '$.detail.id',
  count: '$.detail.count',
  paid: '$.detail.paid',
  customer: '$.detail.customer',
  tags: '$.detail.tags',
  second: '$.detail.lines[1].sku',
  all: '$.detail.lines[*].sku',
  nothing: '$.detail.nothing',
};
const by = (InputTemplate: string): Target => ({
  Id: 't',
  Arn: arn,
  InputTransformer: { InputPathsMap: paths, InputTemplate },
});

describe('what a target gets', () => {
  test.each<[string, Partial<Target>, string]>([
    ['the event', {}, JSON.stringify(event)],
    ['a constant', { Input: '{"b":2}' }, '{"b":2}'],
    ['a part', { InputPath: '$.detail.lines[1]' }, '{"sku":"y","more":[1,2]}'],
    ['a part that is text', { InputPath: '$.detail-type' }, '"order placed"'],
    ['all of a kind', { InputPath: '$.detail.lines[*].sku' }, '["x","y"]'],
  ])('is %s', (_, more, text) => {
    expect(inputOf({ Id: 't', Arn: arn, ...more }, occasion)).toBe(text);
  });

  test.each([
    ['{"n": <count>, "s": "<count>", "b": "<paid>"}', '{"n": 7, "s": "7", "b": "true"}'],
    ['{"id": <id>, "path": "orders/<id>/lines"}', '{"id": "a\\"b", "path": "orders/a\\"b/lines"}'],
    ['{"c": <customer>, "t": <tags>, "x": <nothing>}', '{"c": {"name":"Ann"}, "t": ["new","old"], "x": ""}'],
    ['{"second": <second>, "all": <all>}', '{"second": "y", "all": ["x","y"]}'],
    ['"order <id> of <customer>, <tags>: <paid><nothing>"', '"order a\\"b of {name:Ann}, [new,old]: true"'],
    ['"one <count>"\n"two <second>"', '"one 7"\n"two y"'],
    [
      '"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"',
      `"${rule.arn} orders 2024-11-05T11:00:01Z"`,
    ],
    ['{"all": <aws.events.event.json>}', `{"all": ${JSON.stringify(event)}}`],
    [
      '{"head": <aws.events.event>}',
      '{"head": {"id":"e-1","account":"000000000000","detailType":"order placed","time":"2024-11-05T11:00:00Z","source":"shop","region":"us-east-1","resources":[],"version":"0"}}',
    ],
  ])('by the template %s', (template, text) => {
    expect(inputOf(by(template), occasion)).toBe(text);
  });

  test.each(['{"c": "<customer>"}', '{"t": "of <tags>"}', 'order <id>'])(
    'is nothing where %s makes no JSON',
    (template) => {
      expect(() => inputOf(by(template), occasion)).toThrow(/^the input template made no JSON of the event/);
    },
  );
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
  'a variable %s, which every object has, is what InputPathsMap says, and refused where it says nothing',
  (name) => {
    expect(() => checkInput(by(`{"a": <${name}>}`))).toThrow(`contains invalid placeholder ${name}.`);
    const InputPathsMap = JSON.parse(`{"${name}":"$.detail.count"}`) as Record<string, string>;
    const target = {
      Id: 't',
      Arn: arn,
      InputTransformer: { InputPathsMap, InputTemplate: `{"a": <${name}>}` },
    };
    expect(inputOf(target, occasion)).toBe('{"a": 7}');
  },
);

test.each<[Partial<Target>, string]>([
  [by('{"a": <other>}'), 'InputTemplate for target t contains invalid placeholder other.'],
  [{ Input: '{' }, 'JSON syntax error in input for target t.'],
  [
    { Input: '{}', InputPath: '$' },
    'Only one of Input, InputPath, or InputTransformer must be provided for target t.',
  ],
  [{ InputPath: "$.detail['id']" }, "Invalid path for target t: $.detail['id']"],
  [
    { InputTransformer: { InputPathsMap: { 'aws.events.rule-name': '$.id' }, InputTemplate: '{}' } },
    'InputPathsMap of target t gives a reserved name: aws.events.rule-name',
  ],
])('a target with %j is refused', (target, message) => {
  expect(() => checkInput({ Id: 't', Arn: arn, ...target })).toThrow(message);
});
