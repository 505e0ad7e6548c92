import { copyFile, mkdir, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type Dataset, datasets, sourceFileName, sourceMonth } from '@tlc-elt/contracts';
import { root, run } from '@tlc-elt/testing';

const GENERATE = join(root, 'apps/quickstart/bin/generate-month.ts');

/** Path of a month's file in a folder of the publisher. */
export const fileOf = (directory: string, month: string, dataset: Dataset = 'yellow'): string =>
  join(directory, sourceFileName(datasets[dataset], sourceMonth(month)));

/** Writes a small generated month in the physical schema of its era; gives its path. */
export async function generate(
  directory: string,
  month: string,
  rows: number,
  flags: readonly string[] = [],
  dataset: Dataset = 'yellow',
): Promise<string> {
  const args = [GENERATE, month, directory, '--dataset', dataset, '--rows', String(rows), ...flags];
  const { code, stderr } = await run(process.execPath, args);
  if (code !== 0) throw new Error(stderr);
  return fileOf(directory, month, dataset);
}

/**
 * Publishes a file of `select` over an existing one: `{source}` stands for its rows. The file is no generated one
 * then, and appears at once. Without `select` it is published anew as it is.
 */
export async function publish(
  from: string,
  directory: string,
  month: string,
  options: { select?: string; at?: Date; copyOptions?: string; dataset?: Dataset } = {},
): Promise<string> {
  await mkdir(directory, { recursive: true });
  const target = fileOf(directory, month, options.dataset);
  const partial = `${target}.partial`;
  if (options.select === undefined) await copyFile(from, partial);
  else await writeSelect(options.select.replaceAll('{source}', `'${from}'`), partial, options.copyOptions);
  if (options.at) await utimes(partial, options.at, options.at);
  await rename(partial, target);
  return target;
}

async function writeSelect(select: string, path: string, more = ''): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (${select}) TO '${path}' (FORMAT PARQUET, COMPRESSION ZSTD${more})`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
