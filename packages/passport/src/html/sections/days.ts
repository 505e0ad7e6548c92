import { change, count } from '../../figures.ts';
import type { Day, Passport } from '../../passport.ts';
import { daysChart } from '../charts/days.ts';
import { html, type Markup, numbers, table, wide } from '../markup.ts';

const compared = (trips: number, before: number | null): string =>
  before === null ? '' : `${count(before)} (${change(trips, before)})`;

/** Trips per day, against the month before and the month of the year before. */
export function days({ days: each, month }: Passport): Markup {
  const least = leastOf(each);
  const summary = `Trips per day of ${month}: from ${count(Math.min(...each.map(({ trips }) => trips)))} to ${count(Math.max(...each.map(({ trips }) => trips)))}`;
  return html`<h2>Trips per day</h2>
<figure>${wide('Picture of the days', daysChart(each, summary))}
<figcaption class="legend"><span><i class="key of-bar"></i>${month}</span><span><i class="key of-month"></i>the month before, by weekday</span><span><i class="key of-year"></i>a year before, by weekday</span></figcaption></figure>
<p>${summary}; the fewest on ${least}.</p>
${numbers(
  table(
    'Trips per day',
    ['day', 'trips', 'the month before', 'a year before'],
    each.map(({ day, trips, last_month, last_year }) => [
      day,
      count(trips),
      compared(trips, last_month),
      compared(trips, last_year),
    ]),
  ),
)}`;
}

const leastOf = (each: readonly Day[]): string =>
  each.reduce((least, day) => (day.trips < least.trips ? day : least), each[0] ?? { day: '', trips: 0 }).day;
