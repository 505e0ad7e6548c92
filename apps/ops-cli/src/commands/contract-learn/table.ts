import type { ColumnContract, ColumnType, Era } from '@tlc-elt/contracts';
import { MOST_TEXT_BYTES } from '@tlc-elt/contracts';
import type { ColumnSeen, MonthSeen } from './read-month.ts';
import { isTableName } from './sql-words.ts';

/** A column of the files that the table does not get, and why. */
export interface LeftOut {
  readonly column: string;
  readonly reason: string;
}

/** The table that the files fill: its columns, `source_month` last, and what is left out. */
export interface LearnedTable {
  readonly columns: readonly ColumnContract[];
  readonly leftOut: readonly LeftOut[];
}

/** The table of a dataset; columns of the newest era first, then those that only older ones have. */
export function tableOf(eras: readonly Era[], months: readonly MonthSeen[]): LearnedTable {
  const names = [...new Set([...eras].reverse().flatMap((era) => era.columns.map(({ name }) => name)))];
  const columns: ColumnContract[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of names) {
    const seen = ofColumn(months, name);
    const reason = whyLeftOut(name, names, seen);
    if (reason !== undefined) leftOut.push({ column: name, reason });
    else columns.push(columnOf(name, seen, eras, months));
  }
  return { columns: [...columns, SOURCE_MONTH], leftOut };
}

const SOURCE_MONTH: ColumnContract = {
  name: 'source_month',
  type: 'DATE',
  description: 'First day of the month that names the published file; the key of a load.',
};

/** A column in each month that has it. */
export const ofColumn = (months: readonly MonthSeen[], name: string): ColumnSeen[] =>
  months.flatMap(({ columns }) => columns.filter((column) => column.name === name));

function whyLeftOut(name: string, names: readonly string[], seen: readonly ColumnSeen[]): string | undefined {
  const alike = names.filter((other) => tableName(other) === tableName(name));
  if (alike.length > 1) return `the table cannot tell ${alike.join(' from ')}`;
  if (seen.every(({ values }) => values === 0)) return 'no file has a value, so that nothing tells its type';
  const types = [...new Set(seen.filter(({ values }) => values > 0).map(({ type }) => type))];
  if (types.length > 1 && types.some((type) => type === 'DATE' || type === 'BOOLEAN'))
    return `the files have it as ${types.join(' and as ')}, and no column of the table holds both`;
  const longest = Math.max(...seen.map((column) => column.longest));
  return longest > MOST_TEXT_BYTES
    ? `its longest text has ${longest} bytes, and the table holds ${MOST_TEXT_BYTES}`
    : undefined;
}

function columnOf(
  name: string,
  seen: readonly ColumnSeen[],
  eras: readonly Era[],
  months: readonly MonthSeen[],
): ColumnContract {
  const isOptional = eras.some(({ columns }) => !columns.some((column) => column.name === name));
  return {
    name: tableName(name),
    type: columnType(seen),
    source: name,
    ...(isOptional ? { optional: true as const } : {}),
    description: description(name, seen, months),
  };
}

/** `VendorID` → `vendor_id`, `PULocationID` → `pu_location_id`. */
function tableName(source: string): string {
  const words = source.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');
  const name = words.toLowerCase();
  return isTableName(name) ? name : `${name}_value`;
}

const MOST_INTEGER = 2_147_483_647;

/** Whole numbers are INTEGER where all fit; those in a DOUBLE only where NULLs, or another month, say why it is one. */
export function columnType(seen: readonly ColumnSeen[]): ColumnType {
  const filled = seen.filter(({ values }) => values > 0);
  const types = new Set(filled.map(({ type }) => type));
  if (types.has('TIMESTAMP_MICROS')) return 'TIMESTAMP';
  if (types.has('DATE')) return 'DATE';
  if (types.has('BOOLEAN')) return 'BOOLEAN';
  if (types.has('STRING')) return `VARCHAR(${MOST_TEXT_BYTES})`;
  const isWhole = filled.every(({ fractions, endless }) => fractions + endless === 0);
  const fits = filled.every(({ least, most }) => least >= -MOST_INTEGER - 1 && most <= MOST_INTEGER);
  if (!types.has('DOUBLE')) return fits ? 'INTEGER' : 'BIGINT';
  return isWhole && fits && types.size > 1 ? 'INTEGER' : 'DOUBLE PRECISION';
}

function description(name: string, seen: readonly ColumnSeen[], months: readonly MonthSeen[]): string {
  const rows = months
    .filter(({ columns }) => columns.some((column) => column.name === name))
    .reduce((sum, month) => sum + month.rows, 0);
  const values = seen.reduce((sum, column) => sum + column.values, 0);
  const nulls = values === rows ? 'never NULL' : `NULL in ${share(rows - values, rows)} of the rows`;
  return `${name} as published; ${nulls} in the files that the contract was learned from.`;
}

/** 0%, 0.28%, 33%; never 0% where there is one. */
export function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  if (part === 0 || percent >= 10) return `${Math.round(percent)}%`;
  return percent < 0.01 ? 'less than 0.01%' : `${Number(percent.toPrecision(2))}%`;
}
