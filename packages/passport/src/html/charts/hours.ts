import { weekdays } from '../../figures.ts';
import { html, type Markup } from '../markup.ts';

const [CELL, ROW, LEFT, TOP] = [28, 24, 40, 18];

/** A cell for each hour of each weekday, the darker the more trips. */
export function hoursChart(hours: readonly (readonly number[])[], label: string): Markup {
  const most = Math.max(1, ...hours.flat());
  return html`<svg viewBox="0 0 ${LEFT + 24 * CELL} ${TOP + 7 * ROW}" role="img" aria-label="${label}">
${[0, 6, 12, 18].map((hour) => html`<text x="${LEFT + hour * CELL}" y="12">${hour}:00</text>`)}
${hours.map(
  (row, day) =>
    html`<text x="${LEFT - 6}" y="${TOP + day * ROW + 16}" text-anchor="end">${weekdays[day]}</text>${row.map(
      (trips, hour) =>
        html`<rect class="cell" x="${LEFT + hour * CELL}" y="${TOP + day * ROW}" width="${CELL - 1}" height="${ROW - 1}" fill-opacity="${Math.round((0.05 + (0.95 * trips) / most) * 100) / 100}"/>`,
    )}`,
)}
</svg>`;
}
