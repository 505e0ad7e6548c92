import { count } from '../../figures.ts';
import type { Passport } from '../../passport.ts';
import { html, type Markup, numbers, table } from '../markup.ts';

/** By which contract the file was read, and what nobody had seen before. */
export const schema = ({ schema: { era, contract_version, unseen, columns } }: Passport): Markup =>
  html`<h2>Schema</h2><p>Era <code>${era}</code>, contract version ${contract_version}. ${
    unseen.length === 0 ? 'No value is new.' : ''
  }</p>${
    unseen.length === 0
      ? ''
      : html`<div class="words">${table(
          'Values never seen before',
          ['column', 'value', 'rows'],
          unseen.map(({ column, value, rows }) => [column, html`<code>${value}</code>`, count(rows)]),
        )}</div>`
  }${numbers(
    html`<div class="words">${table(
      'Columns',
      ['column', 'type', 'source'],
      columns.map(({ name, type, source }) => [name, type, source]),
    )}</div>`,
  )}`;
