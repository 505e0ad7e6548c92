import type { DatasetContract, ProfileCounts } from '@tlc-elt/contracts';
import type { Category, Passport, Unseen } from '../passport.ts';
import { bandOf, share } from './bands.ts';

/** Values of a category that are shown: the most frequent ones. */
const SHOWN = 8;

/** How the values of each category share the rows, beside what they had before. */
export const categoriesOf = (
  contract: DatasetContract,
  profile: ProfileCounts,
  history: readonly ProfileCounts[],
): Category[] =>
  (contract.profile?.categories ?? []).flatMap(({ name, title }) => {
    const category = profile.categories[name];
    if (category === undefined) return [];
    const frequent = Object.entries(category.values).sort(([, one], [, other]) => other - one);
    const meaning = contract.columns.find((column) => column.name === name)?.description;
    return [
      {
        column: name,
        description: meaning ?? title,
        values: frequent.slice(0, SHOWN).map(([value, rows]) => ({
          value,
          rows,
          share: share(rows, profile.rows),
          band: bandOf(
            history.flatMap(({ categories, rows: all }) =>
              categories[name] ? share(categories[name].values[value] ?? 0, all) : [],
            ),
          ),
        })),
      },
    ];
  });

/** Columns without a value in some row, now or before. */
export const nullsOf = (profile: ProfileCounts, history: readonly ProfileCounts[]): Passport['nulls'] =>
  Object.entries(profile.nulls).flatMap(([column, rows]) => {
    const before = history.map(({ nulls, rows: all }) => share(nulls[column] ?? 0, all));
    const ever = rows > 0 || before.some((each) => each > 0);
    return ever ? [{ column, rows, share: share(rows, profile.rows), band: bandOf(before) }] : [];
  });

/** Values of categories that no month before had; none where an earlier month may have had them among its rare ones. */
export const unseenOf = (profile: ProfileCounts, history: readonly ProfileCounts[]): Unseen[] =>
  history.length === 0
    ? []
    : Object.entries(profile.categories).flatMap(([column, { values }]) => {
        const before = history.flatMap(({ categories }) => categories[column] ?? []);
        if (before.length === 0 || before.some(({ other }) => other > 0)) return [];
        return Object.entries(values).flatMap(([value, rows]) =>
          before.some((each) => Object.hasOwn(each.values, value)) ? [] : [{ column, value, rows }],
        );
      });
