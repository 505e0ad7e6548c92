import type { Passport } from '../../passport.ts';
import { html, type Markup } from '../markup.ts';

const words: Readonly<Record<Passport['verdict']['judgement'], string>> = {
  usual: 'As usual',
  unusual: 'Unusual',
  'not proved': 'Not proved',
};

/** What to think of the month, before anything else. */
export const verdict = ({ verdict: { judgement, sentence, reasons } }: Passport): Markup =>
  html`<div class="verdict ${judgement.replace(' ', '-')}"><p><strong>${words[judgement]}.</strong> ${sentence}</p>${
    reasons.length > 0 ? html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>` : ''
  }</div>`;
