import type { ByHour, CategoryProfile, MeasureProfile, ProfileCounts } from './profile.ts';
import { addRuns } from './runs.ts';

/** Nothing counted: what `merge` begins with. */
const NOTHING: ProfileCounts = {
  rows: 0,
  duplicate_rows: 0,
  nulls: {},
  days: { none: 0, elsewhere: 0, hours: {} },
  zones: { none: 0, elsewhere: 0, hours: {} },
  categories: {},
  measures: {},
};

/**
 * The counts of several profiles together, whatever their order: exact, but that values which are rare in one month and
 * frequent in another are partly among `other`. What only some of them have is that of those. Throws RangeError where a
 * measure has other bins in one of them, which an older contract made.
 */
export const merge = (profiles: readonly ProfileCounts[]): ProfileCounts => profiles.reduce(added, NOTHING);

const added = (one: ProfileCounts, other: ProfileCounts): ProfileCounts => ({
  rows: one.rows + other.rows,
  duplicate_rows: one.duplicate_rows + other.duplicate_rows,
  nulls: union(one.nulls, other.nulls, sum),
  days: byHour(one.days, other.days),
  zones: byHour(one.zones, other.zones),
  categories: union(one.categories, other.categories, category),
  measures: union(one.measures, other.measures, measure),
});

const sum = (one: number, other: number): number => one + other;

const byHour = (one: ByHour, other: ByHour): ByHour => ({
  none: one.none + other.none,
  elsewhere: one.elsewhere + other.elsewhere,
  hours: union(one.hours, other.hours, addRuns),
});

const category = (one: CategoryProfile, other: CategoryProfile): CategoryProfile => ({
  none: one.none + other.none,
  other: one.other + other.other,
  values: union(one.values, other.values, sum),
});

/** Whether two measures have the same bins, so that they can be added up and compared. */
export const haveSameBins = (one: MeasureProfile, other: MeasureProfile): boolean =>
  JSON.stringify([one.unit, one.from, one.spans]) === JSON.stringify([other.unit, other.from, other.spans]);

function measure(one: MeasureProfile, other: MeasureProfile, name: string): MeasureProfile {
  if (!haveSameBins(one, other))
    throw new RangeError(
      `${name} has other bins in a profile that another contract made: run that month again`,
    );
  const ends = [...one.range, ...other.range];
  return {
    ...one,
    none: one.none + other.none,
    under: one.under + other.under,
    over: one.over + other.over,
    range: ends.length === 0 ? [] : [Math.min(...ends), Math.max(...ends)],
    bins: addRuns(one.bins, other.bins),
  };
}

/** The members of both, in the order of their names; those of one alone as they are. */
function union<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  add: (one: T, other: T, name: string) => T,
): Record<string, T> {
  // A category may have the value `constructor`: what an object inherits is no member.
  const together = new Map(Object.entries(one));
  for (const [name, right] of Object.entries(other)) {
    const left = together.get(name);
    together.set(name, left === undefined ? right : add(left, right, name));
  }
  return Object.fromEntries([...together].sort(([left], [right]) => (left < right ? -1 : 1)));
}
