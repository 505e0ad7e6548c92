import type { ColumnContract } from '@tlc-elt/contracts';
import { Failed } from '../../errors.ts';
import { type ColumnSeen, type MonthSeen, type Tolerance, tolerances } from './read-month.ts';
import { ofColumn, share } from './table.ts';

/** The column that says when a trip was, and the days beside the month that are still of it. */
export interface LearnedTime {
  readonly column: ColumnContract & { readonly source: string };
  readonly tolerance: Tolerance;
  readonly broken: number;
}

/** A rule that a helper of datasets/rules.ts makes, and the rows of the files that break it. */
export interface LearnedRule {
  readonly helper: 'notNegative' | 'finite' | 'inSourceMonth';
  readonly column: string;
  readonly name: string;
  readonly broken: number;
  readonly share: string;
}

/** So many rows may break a rule that is proposed: what breaks more often is what the publisher means. */
const MOST = 0.01;
/** A rest of rows outside the month is broken clocks; what a wider tolerance then adds is too little to ask for. */
const REST = 0.001;

export const rowsOf = (months: readonly MonthSeen[]): number =>
  months.reduce((sum, { rows }) => sum + rows, 0);

/** The first TIMESTAMP column of the table that has the most rows in their months; throws Failed where there is none. */
export function timeOf(columns: readonly ColumnContract[], months: readonly MonthSeen[]): LearnedTime {
  const times = columns.filter(
    (column): column is LearnedTime['column'] =>
      column.type === 'TIMESTAMP' && column.source !== undefined && !column.optional,
  );
  const inside = (column: LearnedTime['column'], days: Tolerance): number =>
    ofColumn(months, column.source).reduce((sum, { within }) => sum + within[days], 0);
  const [best] = times.sort((a, b) => inside(b, 1) - inside(a, 1));
  if (best === undefined)
    throw new Failed(
      'no column of the files says when a trip was: a contract needs one of type TIMESTAMP_MICROS, a wall clock without zone, in every file',
      'convert the files before they are published to the pipeline',
    );
  for (const { file, month, rows, columns: seen } of months)
    requireMonth(best.source, seen, { file, month, rows });
  const rows = rowsOf(months);
  const tolerance = tolerances.find((days) => rows - inside(best, days) <= REST * rows) ?? 7;
  return { column: best, tolerance, broken: rows - inside(best, tolerance) };
}

/** IngestRaw refuses a file most of whose rows lie in another month. */
function requireMonth(
  time: string,
  columns: readonly ColumnSeen[],
  { file, month, rows }: Pick<MonthSeen, 'file' | 'month' | 'rows'>,
): void {
  const inside = columns.find(({ name }) => name === time)?.within[7] ?? 0;
  if (2 * inside < rows)
    throw new Failed(
      `${file} is named as ${month}, and by ${time} only ${share(inside, rows)} of its rows lie in that month or a week beside it`,
      'give the files the months of their rows: the pipeline loads a month at a time',
    );
}

/** Rules that nearly all rows of the files meet: the time in the month, and numbers that are never NULL. */
export function rulesOf(
  columns: readonly ColumnContract[],
  time: LearnedTime,
  months: readonly MonthSeen[],
): LearnedRule[] {
  const rows = rowsOf(months);
  const rule = (
    helper: LearnedRule['helper'],
    column: string,
    name: string,
    broken: number,
  ): LearnedRule => ({
    helper,
    column,
    name,
    broken,
    share: share(broken, rows),
  });
  const numbers = columns.flatMap(({ source, type, optional }) => {
    if (source === undefined || optional || !['DOUBLE PRECISION', 'INTEGER'].includes(type)) return [];
    const seen = ofColumn(months, source);
    const sum = (member: 'values' | 'negative' | 'endless'): number =>
      seen.reduce((total, column) => total + column[member], 0);
    if (sum('values') < rows) return [];
    const [negative, endless] = [sum('negative'), sum('endless')];
    if (type === 'INTEGER' && negative === 0) return [];
    if (negative + endless <= MOST * rows)
      return [rule('notNegative', source, `${source}_not_negative`, negative + endless)];
    return type === 'INTEGER' || endless > MOST * rows
      ? []
      : [rule('finite', source, `${source}_finite`, endless)];
  });
  return [
    ...numbers,
    rule('inSourceMonth', time.column.source, `${time.column.source}_in_source_month`, time.broken),
  ];
}

/** Columns that are different in every row of each file, by an estimate; the key of a load is the source month all the same. */
export const keysOf = (columns: readonly ColumnContract[], months: readonly MonthSeen[]): string[] =>
  columns.flatMap(({ source, type }) => {
    if (source === undefined || type === 'DOUBLE PRECISION' || type === 'TIMESTAMP') return [];
    const isKey = months.every(({ rows, columns: all }) => {
      const seen = all.find(({ name }) => name === source);
      return seen !== undefined && rows > 1 && seen.values === rows && seen.different > 0.9 * rows;
    });
    return isKey ? [source] : [];
  });
