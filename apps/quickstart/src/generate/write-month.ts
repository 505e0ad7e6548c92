import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  type DatasetContract,
  GENERATED_KEY,
  type MonthShape,
  type SourceMonth,
  sourceFileName,
} from '@tlc-elt/contracts';
import { monthSql } from './month-sql.ts';

/** The TLC writes row groups of this many rows. */
const TLC_ROW_GROUP = 1_048_576;

const sizeOf = async (path: string): Promise<number> => (await stat(path).catch(() => undefined))?.size ?? 0;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/**
 * Writes a generated month into `directory` under the TLC's file name, and gives its path; an existing file is kept.
 * The footer says that it is generated (`tlc-elt.generated` = `true`): ingest, ledger and verify show it by that.
 * The file appears whole or not at all; meanwhile `tell` hears how many bytes are written.
 */
export async function writeMonth(
  contract: DatasetContract,
  month: SourceMonth,
  directory: string,
  options: { shape?: MonthShape; seed?: number; tell?: (bytes: number) => void; tellEveryMs?: number } = {},
): Promise<string> {
  const path = join(directory, sourceFileName(contract, month));
  if (await stat(path).catch(() => undefined)) return path;
  const partial = `${path}.${process.pid}.partial`;
  const select = monthSql(
    contract,
    month,
    options.shape ?? contract.generated.shape,
    options.seed ?? Number(month.replace('-', '')),
  );
  const instance = await DuckDBInstance.create(':memory:', { memory_limit: '800MB' });
  const telling = setInterval(() => void sizeOf(partial).then(options.tell), options.tellEveryMs ?? 2000);
  try {
    const connection = await instance.connect();
    await connection.run(
      `COPY (${select}) TO ${quoted(partial)} (FORMAT PARQUET, COMPRESSION ZSTD, ROW_GROUP_SIZE ${TLC_ROW_GROUP}, KV_METADATA {'${GENERATED_KEY}': 'true'})`,
    );
    connection.closeSync();
    await rename(partial, path);
  } finally {
    clearInterval(telling);
    instance.closeSync();
    await rm(partial, { force: true });
  }
  return path;
}
