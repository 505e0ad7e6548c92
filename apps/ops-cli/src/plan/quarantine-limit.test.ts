import { type LedgerRow, sourceMonth, yellow } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { isOverLimit, medianOf } from './quarantine-limit.ts';

// yellow: 15% at most, or three times the median of the six months before, of those within a year, where there are three.
const load = (month: string, quarantined: number, rows = 1000): LedgerRow =>
  ({
    source_month: sourceMonth(month),
    quarantined_rows: quarantined,
    source_rows: rows,
  }) as LedgerRow;
const earlier = [load('2024-03', 10), load('2024-02', 20), load('2024-01', 10)];

test.each([
  ['within both limits', load('2024-04', 30), earlier, false],
  ['over the highest share', load('2024-04', 151), [], true],
  ['at the highest share', load('2024-04', 150), [], false],
  ['over three times the median', load('2024-04', 31), earlier, true],
  ['over it, of too few months', load('2024-04', 31), earlier.slice(1), false],
  ['over it, of months after', load('2023-12', 31), earlier, false],
  ['over it, of months more than a year before', load('2025-03', 31), earlier, false],
  [
    'over that of an older load of a month that was loaded again',
    load('2024-04', 31),
    [load('2024-03', 20), load('2024-02', 20), load('2024-01', 20), ...earlier],
    false,
  ],
  [
    'over three times nothing, and under the least share',
    load('2024-04', 20),
    earlier.map(({ source_month }) => load(source_month, 0)),
    false,
  ],
  ['without rows', load('2024-04', 0, 0), earlier, false],
])('a load %s', (_, own, loads, expected) => expect(isOverLimit(yellow, own, loads)).toBe(expected));

test('the median of an even count is the mean of both in the middle', () => {
  expect([medianOf([3, 1, 2]), medianOf([4, 1, 2, 3]), medianOf([])]).toEqual([2, 2.5, 0]);
});
