import type { View } from '../../command.ts';
import { table } from '../../terminal/table.ts';
import type { QueryResult } from '../../warehouse/query.ts';
import type { Value } from '../../warehouse/values.ts';

/** `[{"column": value}]`. */
export const rowsOf = ({ columns, rows }: QueryResult): Record<string, Value>[] =>
  rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])));

export function renderRows({ columns, rows }: QueryResult, { style }: View): string {
  if (columns.length === 0) return style.dim('done, no rows');
  const text = (value: Value | undefined): string =>
    value === null || value === undefined ? style.dim('NULL') : String(value);
  const header = columns.map((title, i) => ({
    title,
    value: (row: readonly Value[]) => text(row[i]),
    align: rows.some((row) => typeof row[i] === 'number') ? ('right' as const) : ('left' as const),
  }));
  return `${table(header, rows)}\n${style.dim(`${rows.length} ${rows.length === 1 ? 'row' : 'rows'}`)}`;
}
