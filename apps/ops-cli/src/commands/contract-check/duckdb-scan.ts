import type { Select } from './judge-values.ts';
import { Malformed } from './thrift.ts';

/** Selects from a file by DuckDB, of the version that IngestRaw has. */
export async function scanOf(path: string): Promise<Select> {
  // Tens of megabytes, which no other command needs.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return async (parts, rows) => {
    // An instance each, since DuckDB closes one after some of its errors.
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    try {
      // Statistics of parquet leave out NaN: DuckDB would conclude from them that no value is out of bounds.
      await connection.run("SET disabled_optimizers = 'statistics_propagation'");
      const from = `read_parquet(${text(path)}, file_row_number = TRUE)`;
      const where = rows ? ` WHERE file_row_number >= ${rows.from} AND file_row_number < ${rows.to}` : '';
      const reader = await connection.runAndReadAll(`SELECT ${parts.join(', ')} FROM ${from}${where}`);
      return reader.getRowsJS()[0] ?? [];
    } catch (error) {
      throw new Malformed((error as Error).message);
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  };
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
