import { expect, test } from 'vitest';
import { pauseAfter } from './watch.ts';

test.each([
  [0, 'local', 250],
  [900, 'local', 250],
  [3000, 'local', 300],
  [60_000, 'local', 1000],
  [0, 'aws', 2000],
  [30_000, 'aws', 3000],
  [600_000, 'aws', 5000],
] as const)('after %d quiet ms the next look at %s comes in %d ms', (quiet, endpoint, pause) =>
  expect(pauseAfter(quiet, endpoint)).toBe(pause),
);
