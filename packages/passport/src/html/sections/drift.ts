import type { Passport } from '../../passport.ts';
import { html, type Markup, table } from '../markup.ts';

/** What differs from the months before, strongest first, and what the publisher changed. */
export function drift({ drift: all, compared_with, change }: Passport): Markup {
  const against =
    compared_with.length === 0
      ? 'There is no earlier month to compare with.'
      : `Compared with ${compared_with.length} months, ${compared_with.at(-1)} to ${compared_with[0]}.`;
  const rows = all.map(({ sentence, strength }) => [sentence, `${strength.toFixed(1)} ×`]);
  const found =
    all.length === 0
      ? html`<p>Nothing differs by more than months do.</p>`
      : html`<div class="words">${table('What differs by more than months do', ['what', 'strength'], rows)}</div>`;
  return html`<h2>Drift</h2><p>${against}</p>${found}${
    change === null
      ? ''
      : html`<h3>What the publisher changed</h3><p>${change.sentence}</p><ul>${change.lines.map((line) => html`<li>${line}</li>`)}</ul>`
  }`;
}
