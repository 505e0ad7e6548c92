import { count, weekdays } from '../../figures.ts';
import type { Passport } from '../../passport.ts';
import { hoursChart } from '../charts/hours.ts';
import { html, type Markup, numbers, table, wide } from '../markup.ts';

/** When in the week people go. */
export function hours({ hours: week }: Passport): Markup {
  const most = Math.max(...week.flat());
  const day = week.findIndex((row) => row.includes(most));
  const summary = `Most trips begin on ${weekdays[day]} from ${week[day]?.indexOf(most)}:00: ${count(most)} in the month.`;
  const titles = Array.from({ length: 24 }, (_, hour) => String(hour));
  return html`<h2>Hours of the week</h2>
<figure>${wide('Picture of the hours', hoursChart(week, summary))}</figure><p>${summary}</p>
${numbers(
  table(
    'Trips by weekday and hour',
    ['day', ...titles],
    week.map((row, i) => [weekdays[i] ?? '', ...row.map(count)]),
  ),
)}`;
}
