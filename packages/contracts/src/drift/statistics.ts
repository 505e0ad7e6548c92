import { binsOf, measured, quantile } from '../profile/bins.ts';
import { rowsByDay, rowsByWeekdayAndHour, rowsByZone } from '../profile/by-hour.ts';
import type { MeasureProfile, Profile, ProfileCounts } from '../profile/profile.ts';
import type { DriftKind } from './limits.ts';

/** A number that describes a month, to be compared with the same of other months. */
export interface Statistic {
  readonly kind: DriftKind;
  /** What it is of: a column, `payment_type 2`, a day, a zone. */
  readonly subject: string;
  readonly value: number;
}

/** Days, hours and levels are compared as ratios. */
const ratio = (value: number): number => Math.log2(Math.max(value, 1e-9));
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const statistic = (kind: DriftKind, subject: string, value: number): Statistic => ({ kind, subject, value });

/** Rows of each hour of the day. */
export const rowsByHour = (counts: ProfileCounts): number[] => {
  const weekdays = rowsByWeekdayAndHour(counts);
  return Array.from({ length: 24 }, (_, hour) =>
    weekdays.reduce((sum, hours) => sum + (hours[hour] ?? 0), 0),
  );
};

/** Every number of a month that has a meaning by itself; hours, days and values that come and go are judged beside. */
export function statisticsOf(counts: ProfileCounts): Statistic[] {
  const { rows } = counts;
  return [
    statistic('rows', 'rows', ratio(rows)),
    statistic('duplicates', 'exact copies', share(counts.duplicate_rows, rows)),
    ...Object.entries(counts.nulls).map(([name, nulls]) => statistic('nulls', name, share(nulls, rows))),
    ...Object.entries(rowsByZone(counts)).map(([zone, trips]) => statistic('zone', zone, share(trips, rows))),
    ...Object.entries(counts.categories).flatMap(([name, { values }]) =>
      Object.entries(values).map(([value, trips]) =>
        statistic('category', `${name} ${value}`, share(trips, rows)),
      ),
    ),
    ...Object.entries(counts.measures).flatMap(([name, measure]) => ofMeasure(name, measure, rows)),
  ];
}

function ofMeasure(name: string, measure: MeasureProfile, rows: number): Statistic[] {
  const known = measured(measure);
  const above = withoutZero(measure);
  const at = (p: number): number => {
    const { from, until } = quantile(above, p) ?? { from: 0, until: 0 };
    return (from + until) / 2;
  };
  const zero = binsOf(measure).find(({ from }) => from === 0)?.rows ?? 0;
  const levels = [0.25, 0.5, 0.75].map((p) => at(p)).filter((level) => level > 1);
  const level =
    levels.length === 0
      ? []
      : [statistic('level', name, levels.reduce((sum, each) => sum + ratio(each), 0) / levels.length)];
  return [
    statistic('none', name, share(measure.none, rows)),
    statistic('zero', name, share(zero, known)),
    ...(measure.unit === 'cent' ? [statistic('whole', name, wholeShare(measure))] : []),
    ...level,
  ];
}

/** A quartile that lies at the border of the trips without a tip would jump. */
const withoutZero = (measure: MeasureProfile): MeasureProfile => {
  const [first = 0, ...others] = measure.bins;
  return measure.from === 0 && first > 0 ? { ...measure, bins: [-1, ...others] } : measure;
};

/** Share of whole dollars among the amounts above zero whose bins tell cents apart. */
function wholeShare(measure: MeasureProfile): number {
  const fine = binsOf(measure).filter(({ from, until }) => until - from === 1 && from > 0);
  const rows = fine.reduce((sum, bin) => sum + bin.rows, 0);
  const whole = fine.filter(({ from }) => from % 100 === 0).reduce((sum, bin) => sum + bin.rows, 0);
  return share(whole, rows);
}

/** Days of the source month by their share of what their weekday usually has in it; 0 where a day has no trip. */
export function daysOf(profile: Profile): Statistic[] {
  const found = rowsByDay(profile);
  const [year = 0, month = 0] = profile.source_month.split('-').map(Number);
  const days = Array.from({ length: new Date(Date.UTC(year, month, 0)).getUTCDate() }, (_, index) => {
    const day = `${profile.source_month}-${String(index + 1).padStart(2, '0')}`;
    return { day, weekday: new Date(`${day}T00:00:00Z`).getUTCDay(), rows: found[day] ?? 0 };
  });
  return days.map(({ day, weekday, rows }) => {
    const alike = days
      .filter((each) => each.weekday === weekday && each.day !== day)
      .map((each) => each.rows);
    return statistic('day', day, ratio(share(rows, median(alike)) + 1e-3));
  });
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
};
