import { amount, bandOf, change, count, percent, points, weekdays } from '../figures.ts';
import { type Passport, percentiles } from '../passport.ts';

/** The passport as Markdown, for the summary of a job on GitHub. */
export const passportMarkdown = (passport: Passport): string =>
  [heading, account, days, quarantine, hours, zones, distributions, shares, drift, schema]
    .map((section) => section(passport))
    .filter((text) => text !== '')
    .join('\n\n')
    .concat('\n');

// What GitHub reads as markup in a cell: its own text says anything.
const text = (value: string): string =>
  value.replace(/[\\`*[\]<>|&~]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    row(head),
    row(head.map((_, i) => (i === 0 ? '---' : '--:'))),
    ...rows.map((cells) => row(cells.map(text))),
  ].join('\n');

const marks = { usual: '✅ As usual', unusual: '⚠ Unusual', 'not proved': '❌ Not proved' } as const;

function heading({ dataset, month, verdict, generated }: Passport): string {
  const reasons = verdict.reasons.map((reason) => `\n- ${text(reason)}`);
  const list = reasons.length === 0 ? '' : `\n${reasons.join('')}`;
  return `## ${dataset} ${month}${generated ? ' (generated)' : ''}\n\n**${marks[verdict.judgement]}.** ${text(verdict.sentence)}${list}`;
}

function account({ account: of, table: name }: Passport): string {
  const { publication } = of;
  return `**${count(of.source_rows)}** rows in the file = **${count(of.accepted_rows)}** accepted + **${count(of.quarantined_rows)}** quarantined; ${name} has ${count(of.table_rows)}.
Published ${publication.last_modified ?? 'without a date'}, ETag \`${publication.etag.replaceAll('`', '')}\`, SHA-256 \`${publication.sha256 ?? 'not known'}\`${of.earlier.length > 0 ? `; ${of.earlier.length} earlier` : ''}. Loaded by \`${of.run_id}\`.`;
}

const BLOCKS = '▁▂▃▄▅▆▇█';

/** A block for each number, as high as it is. */
const bars = (values: readonly number[], most: number): string =>
  values.map((value) => BLOCKS[Math.min(7, Math.floor((8 * value) / most))]).join('');

function days({ days: each }: Passport): string {
  const most = Math.max(1, ...each.map(({ trips }) => trips));
  const spark = bars(
    each.map(({ trips }) => trips),
    most,
  );
  const rows = each.map(({ day, trips, last_month, last_year }) => [
    day,
    count(trips),
    last_month === null ? '' : change(trips, last_month),
    last_year === null ? '' : change(trips, last_year),
  ]);
  return `### Trips per day\n\n\`${spark}\`\n\n<details><summary>The numbers</summary>\n\n${table(['day', 'trips', 'the month before', 'a year before'], rows)}\n\n</details>`;
}

const quarantine = ({ quarantine: rules }: Passport): string =>
  `### Quarantine\n\n${table(
    ['rule', 'rows', 'share', 'months before'],
    rules.map(({ rule, rows, share, band }) => [rule, count(rows), percent(share), bandOf(band)]),
  )}`;

function hours({ hours: week }: Passport): string {
  const most = Math.max(1, ...week.flat());
  const lines = week.map((row, day) => `${weekdays[day]} ${bars(row, most)}`);
  return `### Hours of the week\n\nTrips from 0:00 to 23:00, up to ${count(most)} in the month:\n\n\`\`\`\n${lines.join('\n')}\n\`\`\``;
}

const zones = ({ zones: all }: Passport): string =>
  all.length === 0
    ? ''
    : `### Busiest zones\n\n${table(
        ['zone', 'trips', 'share', 'change'],
        all.map(({ name, trips, share, change: by }) => [
          name,
          count(trips),
          percent(share),
          by === null ? '' : points(by),
        ]),
      )}`;

const distributions = ({ distributions: all }: Passport): string =>
  `### Distributions\n\n${table(
    ['measure', 'unit', 'least', ...percentiles, 'most'],
    all.map(({ name, unit, least, most, quantiles }) => [
      name,
      unit,
      amount(least),
      ...percentiles.map((p) => amount(quantiles[p])),
      amount(most),
    ]),
  )}`;

function shares({ categories, nulls }: Passport): string {
  const rows = categories.flatMap(({ column, values }) =>
    values.map(({ value, rows: of, share, band }) => [
      column,
      value,
      count(of),
      percent(share),
      bandOf(band),
    ]),
  );
  const missing = nulls.map(({ column, rows: of, share, band }) => [
    column,
    'NULL',
    count(of),
    percent(share),
    bandOf(band),
  ]);
  return `### Shares\n\n${table(['column', 'value', 'rows', 'share', 'months before'], [...rows, ...missing])}`;
}

function drift({ drift: all, compared_with, change: replaced }: Passport): string {
  const found =
    all.length === 0
      ? `Nothing differs by more than the ${compared_with.length} months before do.`
      : table(
          ['what', 'strength'],
          all.map(({ sentence, strength }) => [sentence, `${strength.toFixed(1)} ×`]),
        );
  const changes = replaced === null ? '' : `\n\n**What the publisher changed:** ${text(replaced.sentence)}`;
  return `### Drift\n\n${compared_with.length === 0 ? 'There is no earlier month to compare with.' : found}${changes}`;
}

const schema = ({ schema: { era, contract_version, unseen } }: Passport): string =>
  `### Schema\n\nEra \`${era}\`, contract version ${contract_version}.${unseen
    .map(({ column, value, rows }) => `\n- new in ${column}: ${text(value)} (${count(rows)} rows)`)
    .join('')}`;
