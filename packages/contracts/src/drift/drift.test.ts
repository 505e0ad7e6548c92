import { describe, expect, test } from 'vitest';
import { yellow } from '../datasets/yellow.ts';
import { sourceMonth } from '../input/month.ts';
import { drift, type Finding } from './drift.ts';
import { chanceOf, monthsFrom, profileOf, type Shape, usualShape } from './months.test-data.ts';

const SEED = 20_240_901;
const chance = chanceOf(SEED);
const history = monthsFrom(sourceMonth('2023-09'), 12, chance);
const month = sourceMonth('2024-09');

type Odd = (shape: Shape) => Partial<Shape>;
const measure =
  (name: string, change: Partial<Shape['measures'][string]>): Odd =>
  ({ measures }) => {
    const usual = { times: 1, none: 0, zero: 0, whole: 0, ...measures[name] };
    return { measures: { ...measures, [name]: { ...usual, ...change } } };
  };
const category =
  (name: string, values: Record<string, number>): Odd =>
  ({ categories }) => ({ categories: { ...categories, [name]: values } });
const zone =
  (id: number, share: number): Odd =>
  ({ zones }) => ({ zones: { ...zones, [id]: share } });
const day =
  (number: number, times: number): Odd =>
  () => ({ days: { [number]: times } });

/** What was done to a month → the first lines that name it: kind, subject, and what the sentence says. */
const oddities: [string, Odd, Finding['kind'], string, RegExp][] = [
  [
    'fares are a tenth higher',
    measure('fare_amount', { times: 1.1 }),
    'level',
    'fare_amount',
    /^Fare is 1\.\d\d times/,
  ],
  [
    'a vendor is gone',
    category('vendor_id', { 2: 0.99, 6: 0.004 }),
    'gone_value',
    'vendor_id 1',
    /^Vendor 1 is gone: it had 2\d%/,
  ],
  ['a zone is empty', zone(7, 0), 'zone', '7', /^Pickup zone 7 has 0\.\d\d times/],
  ['a day is doubled', day(11, 2.2), 'day', '2024-09-11', /^2024-09-11 has 2\.\d\d times/],
  ['a day is missing', day(12, 0), 'day', '2024-09-12', /^2024-09-12 has no trips/],
  ['the rest of a day is missing', day(13, 0.3), 'day', '2024-09-13', /^2024-09-13 has 0\.\d\d times/],
  ['clocks are an hour off', () => ({ hoursLater: 1 }), 'hours', 'hours of the day', /other hours/],
  [
    'cents are cut off',
    measure('fare_amount', { whole: 1 }),
    'whole',
    'fare_amount',
    /^Fare is in whole dollars in 100%/,
  ],
  [
    'tips only for cash',
    category('tipped_payment_type', { 2: 0.15 }),
    'gone_value',
    'tipped_payment_type 1',
    /^Payment of tipped trips 1 is gone/,
  ],
  [
    'the NULL group is doubled',
    ({ nullShare }) => ({ nullShare: 2 * nullShare }),
    'nulls',
    'passenger_count',
    /^Passengers is NULL in \d\.\d\d%/,
  ],
  [
    'rows are copied',
    () => ({ duplicates: 40_000 }),
    'duplicates',
    'exact copies',
    /^Exact copies are 1\.\d\d%/,
  ],
  [
    'a new payment',
    category('payment_type', { 1: 0.78, 2: 0.16, 3: 0.006, 4: 0.02, 7: 0.01 }),
    'new_value',
    'payment_type 7',
    /^Payment 7 was never seen before: 1\.00%/,
  ],
  [
    'distances are in km',
    measure('trip_distance', { times: 1.609 }),
    'level',
    'trip_distance',
    /^Distance is 1\.\d\d times/,
  ],
  [
    'durations are in minutes',
    measure('duration', { times: 1 / 60 }),
    'level',
    'duration',
    /^Duration is 0\.0\d times/,
  ],
  ['trips are half as fast', measure('speed', { times: 0.5 }), 'level', 'speed', /^Speed is 0\.\d\d times/],
  [
    'two thirds of the rows are lost',
    ({ rows }) => ({ rows: Math.round(rows / 3) }),
    'rows',
    'rows',
    /^The month has 0\.\d\d times/,
  ],
  [
    'half of the tips are zero',
    measure('tip_amount', { zero: 0.62 }),
    'zero',
    'tip_amount',
    /^Tip is zero in 62%/,
  ],
  [
    'fares are no numbers',
    measure('fare_amount', { none: 0.06 }),
    'none',
    'fare_amount',
    /^Fare cannot be told of 6\.00%/,
  ],
  [
    'cards have become cash',
    category('payment_type', { 1: 0.6, 2: 0.35, 3: 0.006, 4: 0.02 }),
    'category',
    'payment_type 2',
    /^Payment 2: 35%/,
  ],
  ['a zone takes the place of another', zone(10, 0.4), 'zone', '10', /^Pickup zone 10 has \d/],
];

describe('an oddity is named first', () => {
  test.each(oddities)('%s', (_, odd, kind, subject, sentence) => {
    const again = chanceOf(SEED + 1);
    const usual = usualShape(again);
    const shape = { ...usual, ...odd(usual) };
    const findings = drift(yellow, profileOf(month, shape, again), history);
    const first = findings.slice(0, 3).find((each) => each.kind === kind && each.subject === subject);
    expect(findings.map((each) => each.sentence).slice(0, 3)).toContainEqual(expect.stringMatching(sentence));
    expect(first?.strength).toBeGreaterThan(1);
  });
});

test('twelve ordinary months give no alarm', () => {
  const next = monthsFrom(month, 12, chance);
  const all = [...history, ...next];
  const alarms = next.flatMap((profile) => drift(yellow, profile, all).map(({ sentence }) => sentence));
  expect(alarms).toEqual([]);
}, 60_000);

test('so few rows that chance makes the difference are not judged', () => {
  const again = chanceOf(SEED + 3);
  const shape = { ...usualShape(again), rows: 500, days: { 5: 0 } };
  expect(drift(yellow, profileOf(month, shape, again), history)).toEqual([]);
});

test('without months before it only the days of a month are judged', () => {
  const again = chanceOf(SEED + 2);
  const shape = { ...usualShape(again), days: { 5: 0 }, duplicates: 1_000_000 };
  const findings = drift(yellow, profileOf(month, shape, again), history.slice(0, 2));
  expect(findings.map(({ sentence }) => sentence)).toEqual(['2024-09-05 has no trips.']);
});
