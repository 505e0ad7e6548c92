import type { PublicationDiff } from '@tlc-elt/contracts';
import { count, dollars } from '../figures.ts';
import type { Change } from '../passport.ts';

const MOST = 5;
const rowsOf = (rows: number): string => (rows === 1 ? '1 row' : `${count(rows)} rows`);

/** What a republication changed, in words. */
export function changeOf({ before, rows, by_column, by_day, money, schema }: PublicationDiff): Change {
  const { added, removed, changed, equal } = rows;
  const apart = (day: { added: number; removed: number; changed: number }): number =>
    day.added + day.removed + day.changed;
  const days = by_day.filter(({ day }) => day !== null).toSorted((one, other) => apart(other) - apart(one));
  return {
    sentence: `Against the publication of ${before.last_modified} ${count(added)} rows were added, ${count(removed)} removed and ${count(changed)} changed; ${count(equal)} are as they were.`,
    lines: [
      ...schema.map(
        ({ column, before_type, after_type }) =>
          `column ${column}: ${before_type ?? 'absent'} before, ${after_type ?? 'absent'} now`,
      ),
      ...by_column
        .slice(0, MOST)
        .map(
          ({ column, rows: of, money: gained }) =>
            `${column} differs in ${rowsOf(of)}${gained === null ? '' : `, by ${dollars(gained)} in all`}`,
        ),
      ...days.slice(0, MOST).map((day) => `${day.day}: ${rowsOf(apart(day))}`),
      ...money
        .filter(({ difference }) => difference !== 0)
        .map(({ column, difference }) => `sum of ${column}: ${dollars(difference)}`),
    ],
  };
}
