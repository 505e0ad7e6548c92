import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

/** Bytes of a parquet file that DuckDB writes from a query. */
export async function parquetOf(select: string, options = 'COMPRESSION snappy'): Promise<Uint8Array> {
  const path = join(mkdtempSync(join(tmpdir(), 'parquet-')), 'file.parquet');
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`);
  connection.closeSync();
  instance.closeSync();
  return readFileSync(path);
}
