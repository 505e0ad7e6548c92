import { amount, percent } from '../../figures.ts';
import { type Distribution, type Passport, percentiles } from '../../passport.ts';
import { histogram } from '../charts/histogram.ts';
import { html, type Markup, numbers, table } from '../markup.ts';

/** How money, distance and time are distributed, over the band of the months before. */
export const distributions = ({ distributions: all }: Passport): Markup =>
  html`<h2>Distributions</h2>
<p class="legend"><span><i class="key of-bar"></i>this month</span><span><i class="key of-band"></i>the months before, least to most</span></p>
<div class="pictures">${all.map(picture)}</div>
${table(
  'Quantiles, exact to the width of a bin',
  ['measure', 'unit', 'least', ...percentiles, 'most'],
  all.map((of) => [
    of.name,
    of.unit,
    amount(of.least),
    ...percentiles.map((p) => amount(of.quantiles[p])),
    amount(of.most),
  ]),
)}`;

function picture(of: Distribution): Markup {
  const { name, unit, quantiles, from, width, shares, bands, above, below } = of;
  const summary = `${name}: half of the trips are at most ${amount(quantiles.p50)} ${unit}, 99 % at most ${amount(quantiles.p99)}`;
  const rows = shares.map((share, i) => [
    `${amount(from + i * width)} – ${amount(from + (i + 1) * width)}`,
    percent(share),
    bands[i] === undefined ? '' : `${percent(bands[i][0])} – ${percent(bands[i][1])}`,
  ]);
  const outside =
    below + above > 0
      ? html`<p class="note">Not shown: ${percent(below)} below, ${percent(above)} above.</p>`
      : '';
  return html`<figure><h3>${name}, ${unit}</h3>${histogram(of, summary)}${outside}
${numbers(table(`${name}, ${unit}`, ['span', 'this month', 'months before'], rows))}</figure>`;
}
