import { yellow } from '../datasets/yellow.ts';
import { addMonths, type SourceMonth } from '../input/month.ts';
import { edgesOf } from '../profile/bins.ts';
import type { Measure } from '../profile/contract.ts';
import { type MeasureProfile, Profile } from '../profile/profile.ts';
import { encode } from '../profile/runs.ts';

/** What makes a month: an oddity changes some of it. */
export interface Shape {
  readonly rows: number;
  readonly duplicates: number;
  readonly nullShare: number;
  /** Share of the trips that each day has of its usual ones, by day of the month. */
  readonly days: Record<number, number>;
  readonly hoursLater: number;
  readonly zones: Record<string, number>;
  readonly categories: Record<string, Record<string, number>>;
  /** Factor of each measure, share of rows without it, share that is zero, and of the others that are whole dollars. */
  readonly measures: Record<string, { times: number; none: number; zero: number; whole: number }>;
}

/** A number from 0 to 1 by a seed: mulberry32. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The middle of each measure, in its unit. */
const MIDDLE: Readonly<Record<string, number>> = {
  trip_distance: 180,
  duration: 780,
  speed: 105,
  fare_amount: 1350,
  tip_amount: 280,
  total_amount: 2150,
};
const measures = yellow.profile?.measures ?? [];

/** A month as any other, with the differences that real ones have. */
export function usualShape(chance: () => number): Shape {
  const about = (value: number, by: number): number => value * (1 + by * (2 * chance() - 1));
  const zone = (id: number): [string, number] => [String(id), about(1 / (10 + (id % 100)), 0.15)];
  return {
    rows: Math.round(about(3_300_000, 0.12)),
    duplicates: Math.round(about(4, 0.9)),
    nullShare: about(0.04, 0.1),
    days: {},
    hoursLater: 0,
    zones: Object.fromEntries(Array.from({ length: 120 }, (_, index) => zone(index + 1))),
    categories: {
      vendor_id: { 1: about(0.24, 0.03), 2: 0.75, 6: about(0.004, 0.2) },
      payment_type: { 1: about(0.79, 0.01), 2: about(0.16, 0.03), 3: 0.006, 4: 0.02 },
      tipped_payment_type: { 1: about(0.75, 0.01) },
      passenger_count: { 1: about(0.76, 0.01), 2: about(0.14, 0.03), 3: 0.03, 4: 0.02, 5: 0.01 },
    },
    measures: Object.fromEntries(
      measures.map(({ name }) => [
        name,
        {
          times: about(1, 0.02),
          none: about(0.002, 0.3),
          zero: name === 'tip_amount' ? about(0.24, 0.03) : 0,
          whole: about(0.05, 0.1),
        },
      ]),
    ),
  };
}

const HOURS = [4, 3, 2, 1, 1, 1, 2, 4, 5, 5, 5, 6, 6, 6, 7, 7, 7, 8, 9, 8, 7, 7, 7, 6];
const WEEKDAYS = [0.85, 0.9, 1, 1.05, 1.08, 1.06, 1];

function spread(shares: Readonly<Record<string, number>>, rows: number): Record<string, number> {
  const counts = Object.entries(shares).map(([name, share]): [string, number] => [
    name,
    Math.round(share * rows),
  ]);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function measureProfile({ name, unit, bins }: Measure, shape: Shape): MeasureProfile {
  const { times, none, zero, whole } = shape.measures[name] ?? { times: 1, none: 0, zero: 0, whole: 0 };
  const middle = (MIDDLE[name] ?? 100) * times;
  const edges = edgesOf(bins);
  const weights = edges.slice(0, -1).map((from, place) => {
    const width = (edges[place + 1] ?? from) - from;
    const at = from + width / 2;
    const density = Math.exp(-((Math.log(at / middle) / 0.8) ** 2) / 2) / at;
    const isWhole = unit === 'cent' && width === 1 && from % 100 === 0;
    return (
      width * density * (unit !== 'cent' || width > 1 ? 1 : isWhole ? 100 * whole : (100 / 99) * (1 - whole))
    );
  });
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const known = shape.rows * (1 - none);
  const counts = weights.map((weight) => Math.round((weight / all) * known * (1 - zero)));
  counts[0] = Math.round(known * zero);
  return {
    unit,
    from: bins.from,
    spans: [...bins.spans],
    none: Math.round(shape.rows * none),
    under: 0,
    over: 0,
    range: [0, 99_000],
    bins: encode(counts),
  };
}

/** The profile of a month of a shape. */
export function profileOf(month: SourceMonth, shape: Shape, chance: () => number): Profile {
  const hours = (rows: number): number[] => {
    const shares = HOURS.map(
      (_, hour) => (HOURS[(hour - shape.hoursLater + 24) % 24] ?? 0) * (0.97 + 0.06 * chance()),
    );
    const all = shares.reduce((sum, each) => sum + each, 0);
    return encode(shares.map((each) => Math.round((rows * each) / all)));
  };
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
  const days = Array.from({ length: last }, (_, index) => {
    const day = `${month}-${String(index + 1).padStart(2, '0')}`;
    const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? 1;
    return [
      day,
      (shape.rows / last) * weekday * (0.9 + 0.2 * chance()) * (shape.days[index + 1] ?? 1),
    ] as const;
  });
  const zones = Object.values(shape.zones).reduce((sum, share) => sum + share, 0);
  return Profile.parse({
    version: 1,
    dataset: 'yellow',
    source_month: month,
    run_id: 'r',
    attempt: 'a',
    contract_version: yellow.version,
    rows: shape.rows,
    duplicate_rows: shape.duplicates,
    nulls: { passenger_count: Math.round(shape.nullShare * shape.rows), fare_amount: 0 },
    days: {
      none: 0,
      elsewhere: 0,
      hours: Object.fromEntries(days.filter(([, rows]) => rows > 0).map(([day, rows]) => [day, hours(rows)])),
    },
    zones: {
      none: 0,
      elsewhere: 0,
      hours: Object.fromEntries(
        Object.entries(shape.zones)
          .filter(([, share]) => share > 0)
          .map(([zone, share]) => [zone, hours((shape.rows * share) / zones)]),
      ),
    },
    categories: Object.fromEntries(
      Object.entries(shape.categories).map(([name, shares]) => [
        name,
        { none: 0, other: 0, values: spread(shares, shape.rows) },
      ]),
    ),
    measures: Object.fromEntries(measures.map((measure) => [measure.name, measureProfile(measure, shape)])),
  });
}

/** So many ordinary months in a row. */
export const monthsFrom = (first: SourceMonth, count: number, chance: () => number): Profile[] =>
  Array.from({ length: count }, (_, index) => profileOf(addMonths(first, index), usualShape(chance), chance));
