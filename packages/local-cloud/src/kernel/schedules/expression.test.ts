import { describe, expect, test } from 'vitest';
import { nextOf } from './expression.ts';
import { BadExpression } from './fields.ts';

/** The next times of an expression, as UTC tells them without its seconds. */
function times(expression: string, from: string, zone = 'UTC', count = 3): string[] {
  const next = nextOf(expression, zone, Date.parse(from));
  const found: string[] = [];
  for (let at = next(Date.parse(from)); at !== undefined && found.length < count; at = next(at))
    found.push(new Date(at).toISOString().slice(0, 16));
  return found;
}

describe('cron, as "Schedule types" of the EventBridge Scheduler user guide has it', () => {
  test.each<[string, string, string[]]>([
    [
      'cron(0 6 5 * ? *)',
      '2026-11-05T06:00:00Z',
      ['2026-12-05T06:00', '2027-01-05T06:00', '2027-02-05T06:00'],
    ],
    // "10:15 am on the last Friday of each month during the years 2022 to 2023"
    ['cron(15 10 ? * 6L 2022-2023)', '2023-10-30T00:00:00Z', ['2023-11-24T10:15', '2023-12-29T10:15']],
    // "every tenth minute, starting from the first minute of the hour: the 11th, 21st, and 31st"
    [
      'cron(1/10 * * * ? *)',
      '2026-01-01T00:05:00Z',
      ['2026-01-01T00:11', '2026-01-01T00:21', '2026-01-01T00:31'],
    ],
    // "3#2 would be the second Tuesday of the month"
    [
      'cron(0 0 ? * 3#2 *)',
      '2026-11-01T00:00:00Z',
      ['2026-11-10T00:00', '2026-12-08T00:00', '2027-01-12T00:00'],
    ],
    [
      'cron(0 8 1 * ? *)',
      '2026-11-01T08:00:00Z',
      ['2026-12-01T08:00', '2027-01-01T08:00', '2027-02-01T08:00'],
    ],
    [
      'cron(0 18 ? * MON-FRI *)',
      '2026-11-06T18:00:00Z',
      ['2026-11-09T18:00', '2026-11-10T18:00', '2026-11-11T18:00'],
    ],
    [
      'cron(0/30 20-21 ? * MON *)',
      '2026-11-02T20:15:00Z',
      ['2026-11-02T20:30', '2026-11-02T21:00', '2026-11-02T21:30'],
    ],
    [
      'cron(0 0 L * ? *)',
      '2028-01-31T00:00:00Z',
      ['2028-02-29T00:00', '2028-03-31T00:00', '2028-04-30T00:00'],
    ],
    [
      'cron(0 0 ? * L *)',
      '2026-11-05T00:00:00Z',
      ['2026-11-07T00:00', '2026-11-14T00:00', '2026-11-21T00:00'],
    ],
    [
      'cron(0 0 29 FEB ? *)',
      '2026-01-01T00:00:00Z',
      ['2028-02-29T00:00', '2032-02-29T00:00', '2036-02-29T00:00'],
    ],
    [
      'cron(0 0 31 * ? *)',
      '2026-01-31T00:00:00Z',
      ['2026-03-31T00:00', '2026-05-31T00:00', '2026-07-31T00:00'],
    ],
    // 2026-08-01 is a Saturday, 2026-11-15 a Sunday: the nearest weekday stays in its month.
    [
      'cron(0 0 1W 8 ? *)',
      '2026-01-01T00:00:00Z',
      ['2026-08-03T00:00', '2027-08-02T00:00', '2028-08-01T00:00'],
    ],
    ['cron(0 0 15W 11 ? 2026)', '2026-01-01T00:00:00Z', ['2026-11-16T00:00']],
    ['cron(0 0 31W 5,10 ? 2026)', '2026-01-01T00:00:00Z', ['2026-05-29T00:00', '2026-10-30T00:00']],
    [
      'cron(5,35 14 1 JAN,jul ? 2027)',
      '2026-01-01T00:00:00Z',
      ['2027-01-01T14:05', '2027-01-01T14:35', '2027-07-01T14:05'],
    ],
  ])('%s after %s', (expression, from, wanted) => {
    expect(times(expression, from)).toEqual(wanted);
  });

  test('is read in its time zone, on both sides of a change of the clocks', () => {
    const found = times('cron(0 9 ? * MON *)', '2026-03-01T00:00:00Z', 'America/New_York');
    expect(found).toEqual(['2026-03-02T14:00', '2026-03-09T13:00', '2026-03-16T13:00']);
  });

  test('a time that the clocks skip in spring is skipped', () => {
    const found = times('cron(30 2 * 3 ? 2026)', '2026-03-07T00:00:00Z', 'America/New_York');
    expect(found).toEqual(['2026-03-07T07:30', '2026-03-09T06:30', '2026-03-10T06:30']);
  });

  test('a time that the clocks show twice in autumn is due once, at its first', () => {
    const found = times('cron(0/30 1 * 11 ? 2026)', '2026-11-01T00:00:00Z', 'America/New_York', 4);
    expect(found).toEqual(['2026-11-01T05:00', '2026-11-01T05:30', '2026-11-02T06:00', '2026-11-02T06:30']);
    const between = times('cron(0/30 1 * 11 ? 2026)', '2026-11-01T06:10:00Z', 'America/New_York', 1);
    expect(between).toEqual(['2026-11-02T06:00']);
  });

  test.each<[string, string]>([
    ['cron(0 6 5 * ?)', 'cron has the six fields'],
    ['cron(0 6 * * * *)', 'one of day-of-month and day-of-week must be ?'],
    ['cron(0 6 ? * ? *)', 'one of day-of-month and day-of-week must be ?'],
    ['cron(60 6 5 * ? *)', 'minutes must be between 0 and 59, not 60'],
    ['cron(0 6 ? * 0 *)', 'day-of-week must be between 1 and 7, not 0'],
    ['cron(0 6 ? * 3#1,6#3 *)', 'day-of-week must be between 1 and 7, not 3#1'],
    ['cron(0 6 LW * ? *)', 'day-of-month: LW is not documented at AWS'],
    ['cron(5-1 6 5 * ? *)', 'no range from a smaller to a larger value'],
    ['cron(0/0 6 5 * ? *)', 'has no valid increment'],
    ['cron(0 6 5 * ? 1969)', 'year must be between 1970 and 2199, not 1969'],
    ['rate(0 minutes)', 'no positive number'],
    ['rate(5 weeks)', 'no positive number'],
    ['at(2026-11-05)', 'is no time like'],
    ['at(2026-13-05T00:00:00)', 'is no time like'],
    ['at(2026-02-30T00:00:00)', 'is no time like'],
    ['every day', 'neither cron(…), rate(…) nor at(…)'],
  ])('%s is refused', (expression, message) => {
    expect(() => nextOf(expression, 'UTC', 0)).toThrow(BadExpression);
    expect(() => nextOf(expression, 'UTC', 0)).toThrow(message);
  });

  test('so is a time zone that does not exist', () => {
    expect(() => nextOf('rate(1 day)', 'America/Atlantis', 0)).toThrow('America/Atlantis is no time zone');
  });
});

test('a rate goes on by its interval from its first time, and its days have 24 hours', () => {
  expect(times('rate(1 day)', '2026-10-31T12:00:00Z', 'America/New_York')).toEqual([
    '2026-11-01T12:00',
    '2026-11-02T12:00',
    '2026-11-03T12:00',
  ]);
  const next = nextOf('rate(2 hours)', 'UTC', 7_200_000);
  expect([0, 7_199_999, 7_200_000, 20_000_000].map(next)).toEqual([
    7_200_000, 7_200_000, 14_400_000, 21_600_000,
  ]);
});

test('at is once, in its time zone', () => {
  expect(times('at(2026-07-01T09:00:00)', '2026-01-01T00:00:00Z', 'Europe/Berlin')).toEqual([
    '2026-07-01T07:00',
  ]);
  expect(times('at(2026-07-01T09:00:00)', '2026-07-01T07:00:00Z', 'Europe/Berlin')).toEqual([]);
});
