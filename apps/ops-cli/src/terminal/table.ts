import { oneLine, withoutOwn } from './screen.ts';

/** One column of a table for people. */
export interface Column<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align?: 'left' | 'right';
}

/** Longest cell: one value of many thousand letters would move every other column out of sight. */
const LONGEST = 500;

const width = (text: string): number => [...withoutOwn(text)].length;

/** A value as it stands in a row, whatever it is made of: one line, and cut where it is too long to be read. */
export function cell(value: string): string {
  const line = oneLine(value);
  if (width(line) <= LONGEST) return line;
  return `${[...withoutOwn(line)].slice(0, LONGEST).join('')}… (${count([...value].length)} characters)`;
}

/** Aligned columns, two spaces between, no lines: reads well and pastes well. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map((column) => cell(column.title)),
    ...rows.map((row) => columns.map((c) => cell(c.value(row)))),
  ];
  const widths = columns.map((_, i) =>
    cells.reduce((widest, line) => Math.max(widest, width(line[i] ?? '')), 0),
  );
  const line = (values: readonly string[]): string =>
    values
      .map((value, i) => {
        const padding = ' '.repeat((widths[i] ?? 0) - width(value));
        return columns[i]?.align === 'right' ? padding + value : value + padding;
      })
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** Rows as people read them: 3,633,030. */
export const count = (n: number | null): string => (n === null ? '?' : n.toLocaleString('en-US'));

/** 0.4 s, 12.3 s, 4 min 05 s, 3 h 10 min, 12 d 4 h. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(Math.floor(seconds % 60))} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${two(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
