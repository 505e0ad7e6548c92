import { expect, test } from 'vitest';
import { pauseAfter } from './watch.ts';

test.each([
  [0, 100],
  [900, 100],
  [3000, 300],
  [60_000, 1000],
])('after %d quiet ms the next look comes in %d ms', (quiet, pause) => expect(pauseAfter(quiet)).toBe(pause));
