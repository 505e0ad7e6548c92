import { parquetReadObjects } from 'hyparquet';
import { type ParquetFile, readColumn } from './parquet.ts';

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

/** The rows of these numbers, with every column. */
export async function rowsAt(
  file: ParquetFile,
  rows: readonly number[],
): Promise<Record<string, PlainValue>[]> {
  const { compressors } = await import('hyparquet-compressors');
  const read = await Promise.all(
    rows.map((row) =>
      parquetReadObjects({
        file: file.file,
        metadata: file.metadata,
        compressors,
        rowStart: row,
        rowEnd: row + 1,
      }),
    ),
  );
  return read.flat().map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plain(v)])));
}

/** Dates as `YYYY-MM-DD HH:MM:SS`: the TLC's times are wall clock without a zone. */
function plain(value: unknown): PlainValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date)
    return value.toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '');
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
