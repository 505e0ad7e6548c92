import { bandOf, count, percent } from '../../figures.ts';
import type { Category, Passport } from '../../passport.ts';
import { html, type Markup, table } from '../markup.ts';

/** Who and what share the trips, and which values are missing. */
export const shares = ({ categories, nulls }: Passport): Markup =>
  html`<h2>Shares</h2>${categories.map(categoryOf)}
${
  nulls.length === 0
    ? ''
    : table(
        'Rows without a value',
        ['column', 'rows', 'share', 'months before'],
        nulls.map(({ column, rows, share, band }) => [column, count(rows), percent(share), bandOf(band)]),
      )
}`;

const categoryOf = ({ column, description, values }: Category): Markup =>
  html`<h3>${column}</h3><p class="note">${description}</p>${table(
    `Values of ${column}`,
    ['value', 'rows', 'share', 'months before'],
    values.map(({ value, rows, share, band }) => [value, count(rows), percent(share), bandOf(band)]),
  )}`;
