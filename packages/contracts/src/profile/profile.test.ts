import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { datasets } from '../dataset/datasets.ts';
import { binsOf, edgesOf, measured, quantile } from './bins.ts';
import { rowsByDay, rowsByWeekdayAndHour, rowsByZone } from './by-hour.ts';
import { merge } from './merge.ts';
import { BINS, countsOf, measureOf, type Trip } from './profile.test-data.ts';

const number = fc.oneof(fc.integer({ min: -5, max: 130 }), fc.constant(null));
const trip: fc.Arbitrary<Trip> = fc.record({
  day: fc.constantFrom('2024-03-09', '2024-03-10', '2024-11-03'),
  hour: fc.nat(23),
  zone: fc.option(fc.integer({ min: 1, max: 265 })),
  payment: fc.option(fc.constantFrom('1', '2', '99', 'constructor', '')),
  fare: number,
});
const trips = fc.array(trip, { maxLength: 30 });

describe('profiles', () => {
  test('are merged into that of all their rows, in any order and any grouping', () => {
    fc.assert(
      fc.property(trips, trips, trips, (a, b, c) => {
        const [one, two, three] = [countsOf(a), countsOf(b), countsOf(c)];
        const all = merge([countsOf([...a, ...b, ...c])]);
        expect(merge([one, two, three])).toEqual(all);
        expect(merge([three, one, two])).toEqual(all);
        expect(merge([one, merge([two, three])])).toEqual(all);
        expect(merge([merge([one, two]), three])).toEqual(all);
      }),
    );
  });

  test('of other bins are not merged, and the measure is named', () => {
    const one = countsOf([]);
    const other = structuredClone(one);
    other.measures.fare_amount?.spans.pop();
    expect(() => merge([one, other])).toThrow('fare_amount has other bins');
  });

  test('of other contracts have what one of them has', () => {
    const counts = countsOf([]);
    expect(merge([{ ...counts, measures: {} }, counts]).measures).toEqual(counts.measures);
  });

  test('tell the rows by day, by zone, and by weekday and hour', () => {
    const at = (day: string, hour: number, zone: number): Trip => ({
      day,
      hour,
      zone,
      payment: '1',
      fare: 12,
    });
    const counts = countsOf([at('2024-09-01', 0, 132), at('2024-09-02', 23, 132), at('2024-09-09', 23, 7)]);
    expect(rowsByDay(counts)).toEqual({ '2024-09-01': 1, '2024-09-02': 1, '2024-09-09': 1 });
    expect(rowsByZone(counts)).toEqual({ 7: 1, 132: 2 });
    const weekdays = rowsByWeekdayAndHour(counts);
    expect([weekdays[0]?.[0], weekdays[1]?.[23], weekdays.flat().reduce((sum, n) => sum + n)]).toEqual([
      1, 2, 3,
    ]);
  });
});

describe('a quantile', () => {
  test('is the bin of the value at its place among all of them in order', () => {
    const shares = fc.oneof(
      fc.constantFrom(0, 0.01, 0.25, 0.5, 0.75, 0.99, 1),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 60 }), shares, (values, p) => {
        const measure = measureOf(values);
        const sorted = values.filter((value) => value !== null).sort((one, other) => one - other);
        expect(measured(measure)).toBe(sorted.length);
        const value = sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1];
        const found = quantile(measure, p);
        const alike = sorted.filter((other) => found && other >= found.from && other < found.until);
        expect(found?.rows).toBe(value === undefined ? undefined : alike.length);
        expect(alike.includes(value ?? Number.NaN)).toBe(value !== undefined);
      }),
    );
  });

  test('is the very value where bins are one unit wide', () => {
    expect(quantile(measureOf([10, 11, 12, 13]), 0.5)).toEqual({ from: 11, until: 12, rows: 1 });
    expect(binsOf(measureOf([3, 11, 11, 22, 500]))).toEqual([
      { from: 3, until: 10, rows: 1 },
      { from: 11, until: 12, rows: 2 },
      { from: 20, until: 25, rows: 1 },
      { from: 100, until: 501, rows: 1 },
    ]);
  });
});

test('bins follow each other without a gap', () => {
  expect(edgesOf(BINS)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 25, 30, 35, 40, 60, 80, 100]);
});

test('each dataset of the TLC has measures, categories and zones', () => {
  for (const name of ['yellow', 'green', 'fhv', 'fhvhv'] as const) {
    const { measures, categories, zones } = datasets[name].profile ?? {};
    expect([measures?.length, categories?.length, zones?.column]).toEqual([
      expect.toSatisfy((found: number) => found > 0),
      expect.toSatisfy((found: number) => found > 1),
      'pickup_location_id',
    ]);
  }
});

describe.each(Object.entries(datasets))('the profile of %s', (_, { columns, profile }) => {
  test('has names of its own, and zones of a column of the table', () => {
    const names = [...(profile?.measures ?? []), ...(profile?.categories ?? [])].map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const zones = profile?.zones?.column ?? columns[0]?.name; // a dataset may have none
    expect(columns.map(({ name }) => name)).toContain(zones);
  });

  test('has spans that grow, of whole bins', () => {
    for (const { bins } of profile?.measures ?? []) {
      const starts = [bins.from, ...bins.spans.map(({ until }) => until)];
      for (const [index, { width, until }] of bins.spans.entries()) {
        expect((until - (starts[index] ?? 0)) % width).toBe(0);
        expect(until).toBeGreaterThan(starts[index] ?? 0);
      }
    }
  });

  test('fits into 150 kB, were 25 million rows spread evenly over all of its places', () => {
    const spread = (places: number): number[] => new Array(places).fill(Math.ceil(25_000_000 / places));
    const named = (names: readonly string[], value: unknown) =>
      Object.fromEntries(names.map((each) => [each, value]));
    const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `B${n + 10_000}`);
    const fullest = {
      nulls: named(
        columns.map((column) => column.name),
        25_000_000,
      ),
      days: named(numbers(45), spread(45 * 24).slice(0, 24)),
      zones: named(numbers(profile?.zones?.last ?? 0), spread(265 * 24).slice(0, 24)),
      categories: profile?.categories.map((each) => named(numbers(each.mostValues), 25_000_000)),
      measures: profile?.measures.map(({ bins }) => ({ bins, counts: spread(edgesOf(bins).length - 1) })),
    };
    expect(JSON.stringify(fullest).length).toBeLessThan(150_000);
  });
});
