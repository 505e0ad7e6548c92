import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Rows } from './rows.ts';

/** A DuckDB of one's own with a folder on this disk, for as long as `work` takes. */
export async function withDuckDB<Result>(
  work: (connection: DuckDBConnection, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'ops-export-'));
  const instance = await DuckDBInstance.create(join(folder, 'rows.duckdb'), {
    autoinstall_known_extensions: 'false',
  });
  try {
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection, folder);
  } finally {
    instance.closeSync();
    await rm(folder, { recursive: true });
  }
}

/** Writes rows as a parquet file, each column with its type. */
export const writeParquet = ({ columns, rows }: Rows, path: string): Promise<void> =>
  withDuckDB(async (connection) => {
    const declared = columns.map(({ name, type }) => `${quotedName(name)} ${type}`);
    await connection.run(`CREATE TABLE rows (${declared.join(', ')})`);
    const appender = await connection.createAppender('rows');
    for await (const row of rows) {
      for (const value of row) value === null ? appender.appendNull() : appender.appendVarchar(String(value));
      appender.endRow();
    }
    appender.closeSync();
    await connection.run(`COPY rows TO ${quotedText(path)} (FORMAT parquet)`);
  });

export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`;
