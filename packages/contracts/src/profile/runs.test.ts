import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRuns, decode, encode } from './runs.ts';

const counts = fc.array(fc.oneof(fc.constant(0), fc.nat(1_000_000)), { maxLength: 40 });

test.each([
  [[], []],
  [[0, 0, 0], []],
  [
    [5, 7],
    [5, 7],
  ],
  [
    [0, 0, 5, 0, 7, 0],
    [-2, 5, -1, 7],
  ],
])('the counts %j are the runs %j', (counted, runs) => {
  expect(encode(counted)).toEqual(runs);
  expect(decode(runs, counted.length)).toEqual(counted);
});

test('counts come back from their runs, and runs are added place by place', () => {
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      expect(decode(encode(one), one.length)).toEqual(one);
      const places = Math.max(one.length, other.length);
      const sums = Array.from({ length: places }, (_, place) => (one[place] ?? 0) + (other[place] ?? 0));
      expect(addRuns(encode(one), encode(other))).toEqual(encode(sums));
    }),
  );
});

test('runs of more places than there are say so', () => {
  expect(() => decode([1, -2, 3], 3)).toThrow('runs of 4 places, where 3 are known');
});
