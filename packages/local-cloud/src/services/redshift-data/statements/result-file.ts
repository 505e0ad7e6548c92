import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { writeFileDurably } from '../../../disk/durable.ts';
import { parseJson } from '../../../wire/json.ts';
import { type Column, type Field, type ResultSet, recordsOf } from '../warehouse/result-set.ts';

/** First line of the file: what is known of the result, and how many bytes each of the pages behind it has. */
interface Head {
  readonly columns: readonly Column[];
  readonly rows: number;
  readonly sizes: readonly number[];
}

/** A result on the disk. */
export interface StoredResult {
  readonly columns: readonly Column[];
  readonly rows: number;
  /** Numbers of its pages. */
  readonly pages: readonly number[];
  records(page: number): readonly Field[][];
}

/** Writes a result; gives the bytes of its pages. */
export function writeResult(path: string, { columns, rows, pages }: ResultSet): number {
  const sizes = pages.map(({ length }) => length);
  const head: Head = { columns, rows, sizes };
  writeFileDurably(path, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...pages]));
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** A result whose pages are read as they are asked for; undefined where there is no file. */
export function readResult(path: string): StoredResult | undefined {
  if (!existsSync(path)) return undefined;
  const { head, end } = reading(path, headOf);
  const { columns, rows, sizes } = head;
  return {
    columns,
    rows,
    pages: [...sizes.keys()],
    records: (page) => {
      const start = sizes.slice(0, page).reduce((sum, bytes) => sum + bytes, end);
      return recordsOf(reading(path, (file) => bytesOf(file, start, sizes[page] ?? 0)));
    },
  };
}

function reading<T>(path: string, read: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return read(file);
  } finally {
    closeSync(file);
  }
}

/** Bytes of a head that are read at once. */
const STEP = 64 * 1024;

function headOf(file: number): { head: Head; end: number } {
  let line = Buffer.alloc(0);
  let end = -1;
  while (end === -1) {
    const more = Buffer.alloc(STEP);
    const length = readSync(file, more, 0, STEP, line.length);
    if (length === 0) throw new Error('a result file ends within its first line');
    line = Buffer.concat([line, more.subarray(0, length)]);
    end = line.indexOf('\n');
  }
  return { head: parseJson(line.subarray(0, end)) as Head, end: end + 1 };
}

function bytesOf(file: number, start: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let read = 0; read < size; ) read += readSync(file, bytes, read, size - read, start + read);
  return bytes;
}
