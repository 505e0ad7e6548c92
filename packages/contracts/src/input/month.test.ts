import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMonths, endDay, firstDay, monthsBetween, SourceMonth, sourceMonth } from './month.ts';

const anyMonth = fc
  .tuple(fc.integer({ min: 2000, max: 2100 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => sourceMonth(`${year}-${String(month).padStart(2, '0')}`));

describe('source months', () => {
  test.each(['2024-9', '2024-13', '2024-00', '202409', '24-09', '2024-09-01', ''])(
    '%j is refused',
    (text) => {
      expect(SourceMonth.safeParse(text).success).toBe(false);
    },
  );

  test('arithmetic crosses the turn of a year', () => {
    expect(addMonths(sourceMonth('2024-01'), -2)).toBe('2023-11');
    expect(addMonths(sourceMonth('2024-11'), 2)).toBe('2025-01');
    expect([firstDay(sourceMonth('2024-12')), endDay(sourceMonth('2024-12'))]).toEqual([
      '2024-12-01',
      '2025-01-01',
    ]);
  });

  test('adding and taking away months is the identity, and orders months as text does', () => {
    fc.assert(
      fc.property(anyMonth, fc.integer({ min: 1, max: 400 }), (month, n) => {
        expect(addMonths(addMonths(month, n), -n)).toBe(month);
        expect(addMonths(month, n) > month).toBe(true);
        expect(monthsBetween(month, addMonths(month, n))).toHaveLength(n + 1);
      }),
    );
  });
});
