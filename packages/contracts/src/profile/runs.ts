import type { Runs } from './profile.ts';

/** Counts as runs: zeros in a row become one number, those at the end none. */
export function encode(counts: readonly number[]): Runs {
  const runs: Runs = [];
  let zeros = 0;
  for (const count of counts) {
    if (count === 0) zeros += 1;
    else {
      if (zeros > 0) runs.push(-zeros);
      runs.push(count);
      zeros = 0;
    }
  }
  return runs;
}

/** The counts of runs, in so many places; throws RangeError where they have more. */
export function decode(runs: Runs, places: number): number[] {
  const counts = runs.flatMap((run) => (run > 0 ? [run] : new Array<number>(-run).fill(0)));
  if (counts.length > places)
    throw new RangeError(`runs of ${counts.length} places, where ${places} are known`);
  return [...counts, ...new Array<number>(places - counts.length).fill(0)];
}

/** Runs of what two of them have in each place together. */
export function addRuns(one: Runs, other: Runs): Runs {
  const places = Math.max(placesOf(one), placesOf(other));
  const more = decode(other, places);
  return encode(decode(one, places).map((count, place) => count + (more[place] ?? 0)));
}

const placesOf = (runs: Runs): number => runs.reduce((places, run) => places + (run > 0 ? 1 : -run), 0);
