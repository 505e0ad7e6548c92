import { amount } from '../../figures.ts';
import type { Distribution } from '../../passport.ts';
import { html, type Markup } from '../markup.ts';
import { at, step } from './scale.ts';

const [WIDTH, HEIGHT, TOP, BOTTOM] = [360, 150, 16, 20];

/** Steps of the shares of this month over the band of the months before, with the median and the 99th percentile. */
export function histogram({ from, width, shares, bands, quantiles }: Distribution, label: string): Markup {
  const most = Math.max(...shares, ...bands.map(([, high]) => high), 1e-9);
  const slot = WIDTH / shares.length;
  const x = (i: number): number => slot * i;
  const y = (share: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - share / most);
  const steps = (values: readonly number[]): string[] =>
    values.flatMap((value, i) => [`${at(x(i))},${at(y(value))}`, `${at(x(i + 1))},${at(y(value))}`]);
  const outline = steps(shares).join(' ');
  const band = [...steps(bands.map(([, high]) => high)), ...steps(bands.map(([low]) => low)).reverse()];
  const end = from + width * shares.length;
  const unit = step(end - from, 5);
  const ticks = Array.from({ length: Math.floor((end - from) / unit) + 1 }, (_, i) => from + i * unit);
  const place = (value: number): number => at(((value - from) / (end - from)) * WIDTH);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
<polygon class="band" points="${band.join(' ')}"/>
<polygon class="filled" points="0,${HEIGHT - BOTTOM} ${outline} ${WIDTH},${HEIGHT - BOTTOM}"/><polyline class="outline" points="${outline}"/>
${(['p50', 'p99'] as const).map((name, line) => (quantiles[name] < end ? html`<line class="mark" x1="${place(quantiles[name])}" x2="${place(quantiles[name])}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/><text x="${Math.min(place(quantiles[name]) + 3, WIDTH - 60)}" y="${TOP - 4 + 12 * line}">${name} ${amount(quantiles[name])}</text>` : ''))}
<line class="axis" x1="0" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>
${ticks.map((tick, i) => html`<text x="${place(tick)}" y="${HEIGHT - 5}" text-anchor="${anchor(i, place(tick))}">${amount(tick)}</text>`)}
</svg>`;
}

function anchor(index: number, place: number): string {
  if (index === 0) return 'start';
  return place > WIDTH - 15 ? 'end' : 'middle';
}
