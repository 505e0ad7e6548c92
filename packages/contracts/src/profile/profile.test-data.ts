import { yellow } from '../datasets/yellow.ts';
import { edgesOf } from './bins.ts';
import type { Bins } from './contract.ts';
import { type MeasureProfile, ProfileCounts } from './profile.ts';
import { encode } from './runs.ts';

/** Bins of three widths, which begin above zero. */
export const BINS: Bins = {
  from: 10,
  spans: [
    { width: 1, until: 20 },
    { width: 5, until: 40 },
    { width: 20, until: 100 },
  ],
};

/** The measure of these numbers, binned by hand; null is a row without one. */
export function measureOf(values: readonly (number | null)[], bins: Bins = BINS): MeasureProfile {
  const edges = edgesOf(bins);
  const numbers = values.filter((value) => value !== null).sort((one, other) => one - other);
  const last = edges.at(-1) ?? 0;
  const counts = edges
    .slice(0, -1)
    .map((edge, place) => numbers.filter((v) => v >= edge && v < (edges[place + 1] ?? 0)).length);
  return {
    unit: 'cent',
    from: bins.from,
    spans: [...bins.spans],
    none: values.length - numbers.length,
    under: numbers.filter((v) => v < bins.from).length,
    over: numbers.filter((v) => v >= last).length,
    range: numbers.length === 0 ? [] : [numbers[0] as number, numbers.at(-1) as number],
    bins: encode(counts),
  };
}

/** One trip after the other: its day and hour, zone, payment and fare. */
export interface Trip {
  readonly day: string;
  readonly hour: number;
  readonly zone: number | null;
  readonly payment: string | null;
  readonly fare: number | null;
}

/** The counts of trips, by hand. */
export function countsOf(trips: readonly Trip[]): ProfileCounts {
  const of = (names: readonly string[], where: (trip: Trip, name: string) => boolean) =>
    Object.fromEntries(
      [...new Set(names)].sort().map((name) => {
        const hours = Array.from({ length: 24 }, (_, hour) =>
          trips.filter((t) => t.hour === hour && where(t, name)),
        );
        return [name, encode(hours.map(({ length }) => length))];
      }),
    );
  const payments = trips.flatMap(({ payment }) => payment ?? []);
  const values = [...new Set(payments)].map((name): [string, number] => [
    name,
    payments.filter((payment) => payment === name).length,
  ]);
  return ProfileCounts.parse({
    rows: trips.length,
    duplicate_rows: 0,
    nulls: Object.fromEntries(
      yellow.columns.map(({ name }) => [name, name === 'payment_type' ? trips.length - payments.length : 0]),
    ),
    days: {
      none: 0,
      elsewhere: 0,
      hours: of(
        trips.map(({ day }) => day),
        (trip, day) => trip.day === day,
      ),
    },
    zones: {
      none: trips.filter(({ zone }) => zone === null).length,
      elsewhere: 0,
      hours: of(
        trips.flatMap(({ zone }) => (zone === null ? [] : String(zone))),
        (trip, zone) => String(trip.zone) === zone,
      ),
    },
    categories: {
      payment_type: {
        none: trips.length - payments.length,
        other: 0,
        values: Object.fromEntries(values.sort(([one], [other]) => (one < other ? -1 : 1))),
      },
    },
    measures: { fare_amount: measureOf(trips.map(({ fare }) => fare)) },
  });
}
