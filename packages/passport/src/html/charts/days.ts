import { short } from '../../figures.ts';
import type { Day } from '../../passport.ts';
import { html, type Markup } from '../markup.ts';
import { at, step } from './scale.ts';

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [720, 210, 44, 8, 22];

/** Bars of each day, and the days that they are compared with as lines; weekends are shaded. */
export function daysChart(days: readonly Day[], label: string): Markup {
  const all = days.flatMap(({ trips, last_month, last_year }) => [trips, last_month ?? 0, last_year ?? 0]);
  const unit = step(Math.max(...all, 1), 4);
  const most = unit * Math.max(1, Math.ceil(Math.max(...all, 1) / unit));
  const slot = (WIDTH - LEFT) / days.length;
  const x = (i: number): number => LEFT + slot * i;
  const y = (trips: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - trips / most);
  const line = (of: (day: Day) => number | null): string =>
    days
      .flatMap((day, i) => {
        const trips = of(day);
        return trips === null ? [] : `${at(x(i) + slot / 2)},${at(y(trips))}`;
      })
      .join(' ');
  const ticks = Array.from({ length: Math.round(most / unit) + 1 }, (_, i) => i * unit);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${days.map(({ day }, i) => (isWeekend(day) ? html`<rect class="weekend" x="${at(x(i))}" y="${TOP}" width="${at(slot)}" height="${HEIGHT - TOP - BOTTOM}"/>` : ''))}
${ticks.map((tick) => html`<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${at(y(tick))}" y2="${at(y(tick))}"/><text x="${LEFT - 6}" y="${at(y(tick) + 4)}" text-anchor="end">${short(tick)}</text>`)}
${days.map(({ trips }, i) => html`<rect class="bar" x="${at(x(i) + slot * 0.15)}" y="${at(y(trips))}" width="${at(slot * 0.7)}" height="${at(HEIGHT - BOTTOM - y(trips))}"/>`)}
<polyline class="month" points="${line(({ last_month }) => last_month)}"/><polyline class="year" points="${line(({ last_year }) => last_year)}"/>
${days.map(({ day }, i) => (i % 5 === 0 ? html`<text x="${at(x(i) + slot / 2)}" y="${HEIGHT - 6}" text-anchor="middle">${Number(day.slice(8))}</text>` : ''))}
</svg>`;
}

/** Whether YYYY-MM-DD is a Saturday or a Sunday. */
export const isWeekend = (day: string): boolean => [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
