import { count } from '../../figures.ts';
import type { Passport, Publication } from '../../passport.ts';
import { html, type Markup, table } from '../markup.ts';

const UNKNOWN = 'not known';

const publicationRow = (which: string, { etag, last_modified, sha256, rows }: Publication) => [
  which,
  last_modified ?? 'no date',
  rows === null ? UNKNOWN : count(rows),
  html`<code>${etag}</code>`,
  html`<code>${sha256 ?? UNKNOWN}</code>`,
];

/** Where each row of the file went, and which file it was. */
export function account({ account: of, table: name }: Passport): Markup {
  const copies =
    of.duplicate_rows === null
      ? ''
      : html`<p>${count(of.duplicate_rows)} of them are exact copies of another row; they stay.</p>`;
  return html`<h2>Rows</h2>
<ul class="sum"><li><b>${count(of.source_rows)}</b> in the file</li><li>= <b>${count(of.accepted_rows)}</b> accepted</li><li>+ <b>${count(of.quarantined_rows)}</b> quarantined</li></ul>
<p>${name} has ${count(of.table_rows)} rows of the month${of.table_rows === of.accepted_rows ? '' : html`: <strong>not those that were accepted</strong>`}.</p>${copies}
${table(
  'Publications',
  ['file', 'published', 'rows', 'ETag', 'SHA-256'],
  [
    publicationRow('this one', of.publication),
    ...of.earlier.map((publication) => publicationRow('also kept', publication)),
  ],
)}
<p class="note">Loaded ${of.loaded_at} by <code>${of.run_id}</code>, ${of.engine}.</p>`;
}
