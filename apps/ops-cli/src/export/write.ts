import { open, rename, rm } from 'node:fs/promises';
import { printable } from '@tlc-elt/contracts';
import { Failed } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import { type Output, own } from '../terminal/screen.ts';
import { count } from '../terminal/table.ts';
import type { Value } from '../warehouse/values.ts';
import type { Destination } from './destination.ts';
import type { Rows } from './rows.ts';
import { csv, json } from './text.ts';

/** Rows between two lines of progress. */
const STEP = 10_000;

/** Writes rows as the destination says; a file is there whole or not at all. */
export async function writeRows(
  rows: Rows,
  { format, file }: Destination,
  runtime: Runtime,
  stdout: Output,
): Promise<void> {
  let written = 0;
  const counted = async function* (): AsyncGenerator<readonly Value[]> {
    for await (const row of rows.rows) {
      yield row;
      written += 1;
      if (written % STEP === 0) runtime.progress.status(`${count(written)} rows`);
    }
  };
  const watched = { columns: rows.columns, rows: counted() };
  if (file === undefined)
    for await (const text of format === 'csv' ? shown(csv(watched)) : json(watched)) stdout.write(text);
  else
    await intoFile(runtime.fileOf(file), async (path) => {
      if (format !== 'parquet') return writeText(format === 'csv' ? csv(watched) : json(watched), path);
      // DuckDB is large, and loaded only where it is needed.
      const { writeParquet } = await import('./parquet.ts');
      await writeParquet(watched, path);
    });
  runtime.progress.status('');
  if (file !== undefined)
    runtime.progress.line(`${count(written)} ${written === 1 ? 'row' : 'rows'} in ${file}`);
}

/** Writes a file that appears when it is complete. */
export async function intoFile(path: string, write: (partial: string) => Promise<void>): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || (error as NodeJS.ErrnoException).path !== partial) throw error;
    throw new Failed(
      `${path} cannot be written: ${code}`,
      'name a file in a folder that is there and yours',
      error,
    );
  }
}

export async function writeText(
  texts: Iterable<string> | AsyncIterable<string>,
  path: string,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    for await (const text of texts) await file.appendFile(text);
  } finally {
    await file.close();
  }
}

/** What a terminal would obey is refused and not escaped: CSV has no escapes, and the values would be others in silence. */
async function* shown(texts: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const text of texts) {
    if (printable(text, '\n\t') !== text)
      throw new Failed(
        'a value has characters that a terminal would obey',
        'write it to a file, which gets every value as it is: --out FILE',
      );
    yield text.replaceAll('\t', own('\t'));
  }
}
