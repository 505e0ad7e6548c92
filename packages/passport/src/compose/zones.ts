import { type ProfileCounts, rowsByZone } from '@tlc-elt/contracts';
import type { Zone } from '../passport.ts';
import { share } from './bands.ts';

const SHOWN = 15;

/** The busiest zones of the pickups, by name, and how their share has changed against the middle of the months before. */
export function busiestZones(
  profile: ProfileCounts,
  history: readonly ProfileCounts[],
  names: ReadonlyMap<number, string>,
): Zone[] {
  const before = history.map((counts) => ({ trips: rowsByZone(counts), rows: counts.rows }));
  return Object.entries(rowsByZone(profile))
    .sort(([, one], [, other]) => other - one)
    .slice(0, SHOWN)
    .map(([id, trips]) => {
      const now = share(trips, profile.rows);
      const earlier = before.map((each) => share(each.trips[id] ?? 0, each.rows));
      const name = names.get(Number(id));
      return {
        id: Number(id),
        name: name === undefined ? `zone ${id}` : `${name} (${id})`,
        trips,
        share: now,
        change: earlier.length === 0 ? null : now - middle(earlier),
      };
    });
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
