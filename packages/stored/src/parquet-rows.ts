import { parquetRead } from 'hyparquet';
import { compressorsOf, type ParquetFile, readColumn } from './parquet.ts';

/** A value as JSON has it. */
export type PlainValue = string | number | boolean | null;

/** Numbers of the first `most` rows whose value of a column is wanted. */
export async function rowsWhere(
  file: ParquetFile,
  column: string,
  wanted: (value: unknown) => boolean,
  most: number,
): Promise<number[]> {
  const numbers: number[] = [];
  await readColumn(file, column, (value, row) => {
    if (numbers.length < most && wanted(value)) numbers.push(row);
  });
  return numbers;
}

/** The rows of these numbers, with every column; a row group is held at a time. */
export async function rowsAt(
  parquet: ParquetFile,
  rows: readonly number[],
): Promise<Record<string, PlainValue>[]> {
  const found = new Map(rows.map((row) => [row, {} as Record<string, PlainValue>]));
  let from = 0;
  for (const { num_rows } of parquet.metadata.row_groups) {
    const until = from + Number(num_rows);
    const within = rows.filter((row) => row >= from && row < until);
    if (within.length > 0) await readRows(parquet, within, found);
    from = until;
  }
  // Columns come as they are read.
  const names = parquet.metadata.schema.slice(1).map(({ name }) => name);
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, found.get(row)?.[name] ?? null])));
}

/** Adds the values of some rows that lie near each other, column by column. */
async function readRows(
  { file, metadata }: ParquetFile,
  rows: readonly number[],
  found: ReadonlyMap<number, Record<string, PlainValue>>,
): Promise<void> {
  await parquetRead({
    file,
    metadata,
    compressors: await compressorsOf(metadata),
    rowStart: Math.min(...rows),
    rowEnd: Math.max(...rows) + 1,
    onChunk({ columnName, columnData, rowStart, rowEnd }) {
      for (const row of rows) {
        const values = found.get(row);
        if (values && row >= rowStart && row < rowEnd) values[columnName] = plain(columnData[row - rowStart]);
      }
    },
  });
}

/** Dates as `YYYY-MM-DD HH:MM:SS`: the TLC's times are wall clock without a zone. */
function plain(value: unknown): PlainValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date)
    return value.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
