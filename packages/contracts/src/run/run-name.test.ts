import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceMonth } from '../input/month.ts';
import { nextRunNumber, parseRunName, runName } from './run-name.ts';

const month = sourceMonth('2024-09');

describe('names of runs', () => {
  test('a name is read back as its parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (number) => {
        expect(parseRunName(runName('yellow', month, number))).toEqual({ dataset: 'yellow', month, number });
      }),
    );
  });

  test.each([
    'yellow-2024-09',
    'yellow-2024-9-r1',
    'yellow-2024-09-r0',
    'yellow-2024-09-r1-x',
    'yellow-2024-09-r3000000000',
    'manual',
  ])('%s is no name of a run', (name) => expect(parseRunName(name)).toBeUndefined());

  test('the next number lies above every known one of that month, whatever else runs', () => {
    const names = [
      'yellow-2024-09-r2',
      'yellow-2024-09-r10',
      'yellow-2024-08-r99',
      'yellow-2024-09-r3000000000',
      'manual',
      'airships-2024-09-r50',
    ];
    expect(nextRunNumber('yellow', month, names)).toBe(11);
    expect(nextRunNumber('yellow', month, [])).toBe(1);
  });
});
