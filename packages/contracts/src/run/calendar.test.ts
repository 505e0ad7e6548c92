import fc from 'fast-check';
import { expect, test } from 'vitest';
import { yellow } from '../datasets/registry.ts';
import { addMonths, monthsBetween, sourceMonth } from '../input/month.ts';
import { dueMonth } from './calendar.ts';

const due = (time: string): string => dueMonth(yellow, new Date(time));

test('the fifth of each month at six in New York, a leap year and the turn of the year included', () => {
  const months = monthsBetween(sourceMonth('2023-12'), sourceMonth('2025-03'));
  // 11:00 UTC is 06:00 or 07:00 in New York, whatever the season.
  expect(months.map((month) => due(`${month}-05T11:00:00Z`))).toEqual(
    months.map((month) => addMonths(month, -2)),
  );
});

test.each([
  ['2025-01-05T06:00:00-05:00', '2024-11'],
  ['2025-02-05T06:00:00-05:00', '2024-12'],
  ['2024-03-31T12:00:00-04:00', '2024-01'],
  ['2024-02-29T12:00:00-05:00', '2023-12'],
  ['2024-04-30T12:00:00-04:00', '2024-02'],
])('%s: %s is due', (time, month) => expect(due(time)).toBe(month));

test.each([
  ['2025-01-01T04:59:59Z', '2024-10', 'still the old year in New York'],
  ['2025-01-01T05:00:00Z', '2024-11', 'the new year in New York'],
  ['2024-07-01T03:59:59Z', '2024-04', 'still June in New York, in summer time'],
  ['2024-07-01T04:00:00Z', '2024-05', 'July in New York, in summer time'],
  ['2024-11-01T03:59:59Z', '2024-08', 'still October, two days before the clocks go back'],
  ['2024-11-03T06:30:00Z', '2024-09', 'the hour that comes twice'],
  ['2024-03-10T07:00:00Z', '2024-01', 'the hour that is left out'],
])('%s: %s is due, %s', (time, month) => expect(due(time)).toBe(month));

test('any time of a New York month gives the month two before it', () => {
  const time = fc.date({ min: new Date('2011-03-02'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(time, (at) => {
      const newYork = at.toLocaleDateString('sv-SE', { timeZone: 'America/New_York' }).slice(0, 7);
      expect(dueMonth(yellow, at)).toBe(addMonths(sourceMonth(newYork), -2));
    }),
  );
});
