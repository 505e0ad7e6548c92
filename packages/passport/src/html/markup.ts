/** HTML that is safe to place: `html` makes it, or it is a constant of ours. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = Markup | string | number | readonly Value[] | undefined;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const placed = (value: Value): string => {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(placed).join('');
  return String(value).replace(/[&<>"']/g, (character) => escapes[character] ?? '');
};

/** A template of HTML: what is put into it is text unless it came from `html` itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly Value[]): Markup =>
  new Markup(parts.reduce((text, part, i) => text + placed(values[i - 1]) + part));

/** A table that scrolls by itself where it is too wide; the first column names the rows. */
export const table = (
  caption: string,
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
): Markup => html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([first = '', ...others]) =>
    html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>`,
)}</tbody></table></div>`;

/** Numbers of a picture, folded away: there for who does not see it, or wants them exactly. */
export const numbers = (content: Markup): Markup =>
  html`<details><summary>The numbers</summary>${content}</details>`;

/** A picture that scrolls by itself on a narrow screen, rather than become too small to read. */
export const wide = (label: string, picture: Markup): Markup =>
  html`<div class="scroll wide" role="region" aria-label="${label}" tabindex="0">${picture}</div>`;
