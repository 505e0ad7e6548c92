import type { PublicationDiff } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { type Column, count, table } from '../../terminal/table.ts';

/** Zones and days beyond these are in `--json`: a person looks at the most. */
const MOST_LINES = 12;

type Apart = Pick<PublicationDiff['rows'], 'added' | 'removed' | 'changed'>;

/** What changed, the sum first: what it is made of below. */
export function render(diff: PublicationDiff, view: View): string {
  const { rows, by_column, by_day, by_zone, money } = diff;
  const parts = [head(diff), ...schema(diff)];
  if (rows.added + rows.removed + rows.changed === 0)
    return [...parts, view.style.green('every row is in both')].join('\n\n');
  return [
    ...parts,
    summary(diff),
    ...(by_column.length === 0 ? [] : [columns(by_column)]),
    ...counted('day', by_day, ({ day }) => day ?? 'not of the month'),
    ...counted('pickup zone', by_zone, ({ zone }) => String(zone ?? 'none')),
    ...(money.length === 0 ? [] : [sums(money)]),
  ].join('\n\n');
}

function head({ dataset, source_month, before, after }: PublicationDiff): string {
  const line = (title: string, of: PublicationDiff['before']): string =>
    `${title}  ${of.etag}  published ${of.last_modified.slice(0, 10)}  ${count(of.rows)} rows`;
  return `${dataset} ${source_month}\n${line('before', before)}\n${line('after ', after)}`;
}

const percent = (rows: number, of: number): string => (of === 0 ? '' : `${((100 * rows) / of).toFixed(2)} %`);

function summary({ rows, before }: PublicationDiff): string {
  const lines = (['equal', 'changed', 'added', 'removed'] as const).map((kind) => ({
    kind,
    rows: rows[kind],
  }));
  return table<(typeof lines)[number]>(
    [
      { title: 'rows', value: ({ kind }) => kind },
      { title: 'count', value: (line) => count(line.rows), align: 'right' },
      { title: 'of those before', value: (line) => percent(line.rows, before.rows), align: 'right' },
    ],
    lines,
  );
}

/** How the files differ whatever their rows hold; such columns are compared by the values of a common type, or not at all. */
function schema({ schema: differences, reordered }: PublicationDiff): string[] {
  const type = (name: string | null, of: string | null): string => (name === null ? '' : `${name} ${of}`);
  const columnsApart: Column<PublicationDiff['schema'][number]>[] = [
    { title: 'schema', value: ({ column }) => column },
    { title: 'before', value: ({ before_name, before_type }) => type(before_name, before_type) },
    { title: 'after', value: ({ after_name, after_type }) => type(after_name, after_type) },
    {
      title: '',
      value: ({ before_name, after_name }) =>
        before_name !== null && after_name !== null ? '' : 'is in one of the files, and not compared',
    },
  ];
  return [
    ...(differences.length === 0 ? [] : [table(columnsApart, differences)]),
    ...(reordered ? ['The columns stand in another order.'] : []),
  ];
}

const columns = (lines: PublicationDiff['by_column']): string =>
  table<PublicationDiff['by_column'][number]>(
    [
      { title: 'changed column', value: ({ column }) => column },
      { title: 'rows', value: ({ rows }) => count(rows), align: 'right' },
      { title: 'money', value: ({ money }) => (money === null ? '' : signed(money)), align: 'right' },
    ],
    lines,
  );

/** The lines with the most rows, in their order. */
function counted<Line extends Apart>(
  title: string,
  lines: readonly Line[],
  name: (line: Line) => string,
): string[] {
  if (lines.length === 0) return [];
  const size = ({ added, removed, changed }: Apart): number => added + removed + changed;
  const most = new Set(lines.toSorted((one, other) => size(other) - size(one)).slice(0, MOST_LINES));
  const shown = table<Line>(
    [
      { title, value: name },
      ...(['added', 'removed', 'changed'] as const).map((kind) => ({
        title: kind,
        value: (line: Line) => count(line[kind]),
        align: 'right' as const,
      })),
    ],
    lines.filter((line) => most.has(line)),
  );
  const left = lines.length - most.size;
  return [left === 0 ? shown : `${shown}\n… and ${left} more with fewer rows: --json has them`];
}

const dollars = (value: number | null): string =>
  value === null ? '' : value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const signed = (value: number): string => `${value > 0 ? '+' : ''}${dollars(value)}`;

const sums = (lines: PublicationDiff['money']): string =>
  table<PublicationDiff['money'][number]>(
    [
      { title: 'sum, US dollars', value: ({ column }) => column },
      { title: 'before', value: ({ before }) => dollars(before), align: 'right' },
      { title: 'after', value: ({ after }) => dollars(after), align: 'right' },
      { title: 'difference', value: ({ difference }) => signed(difference), align: 'right' },
    ],
    lines.filter(({ before, after }) => before !== null || after !== null),
  );
