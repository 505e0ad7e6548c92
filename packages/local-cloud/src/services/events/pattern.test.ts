import { describe, expect, test } from 'vitest';
import { matches, unsupported } from './pattern.ts';
import { inputOf } from './target.ts';

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
      unsupported({}),
    ]).toEqual(['cidr', '$or', undefined]);
  });
});

describe('what a target gets', () => {
  const target = { Id: 'a', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' };
  test('is the event, a constant, a part or a filled template', () => {
    expect([
      inputOf(target, { a: 1 }),
      inputOf({ ...target, Input: '{"b":2}' }, { a: 1 }),
      inputOf({ ...target, InputPath: '$.detail.status' }, event),
      inputOf(
        {
          ...target,
          InputTransformer: {
            InputPathsMap: { status: '$.detail.status', tags: '$.detail.tags' },
            InputTemplate: '"run <status>: \\"<tags>\\""',
          },
        },
        event,
      ),
      inputOf(
        {
          ...target,
          InputTransformer: {
            InputPathsMap: { n: '$.detail.count' },
            InputTemplate: '{"n": <n>, "s": "<n>"}',
          },
        },
        event,
      ),
    ]).toEqual(['{"a":1}', '{"b":2}', '"FAILED"', 'run FAILED: "["a","b"]"', '{"n": 7, "s": "7"}']);
  });
});
