import { bandOf, count, percent } from '../../figures.ts';
import type { BrokenRule, Passport } from '../../passport.ts';
import { html, type Markup, table } from '../markup.ts';

/** What was rejected, by which rule, and whether that is more than before. */
export const quarantine = ({ quarantine: rules, account }: Passport): Markup =>
  html`<h2>Quarantine</h2>
<p>${count(account.quarantined_rows)} rows, ${percent(account.source_rows === 0 ? 0 : account.quarantined_rows / account.source_rows)} of the file; a row may break several rules.</p>
${table(
  'By rule',
  ['rule', 'rows', 'share', 'months before'],
  rules.map(({ rule, rows, share, band }) => [rule, count(rows), percent(share), bandOf(band)]),
)}
${rules.filter(({ examples }) => examples.length > 0).map(examplesOf)}`;

function examplesOf({ rule, sentence, examples }: BrokenRule): Markup {
  const columns = Object.keys(examples[0] ?? {});
  return html`<details><summary>Rows that break ${rule}</summary><p>${sentence}</p>${table(
    `Examples of ${rule}, as published`,
    ['row', ...columns],
    examples.map((row, i) => [String(i + 1), ...columns.map((column) => row[column] ?? 'NULL')]),
  )}</details>`;
}
