import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Kernel } from '../../../kernel/kernel.ts';
import { SqlError, unsupported } from '../failure.ts';
import type { UnloadOptions } from '../sql/statement.ts';
import { type NamespaceRoles, S3Role } from './copy/s3-role.ts';

/** Runs an UNLOAD of a query in DuckDB's SQL to one parquet file; gives the number of rows. */
export async function runUnload(
  kernel: Kernel,
  connection: DuckDBConnection,
  query: string,
  options: UnloadOptions,
  roles: NamespaceRoles,
  folder: string,
): Promise<number> {
  if (options.cleanPath) throw unsupported('UNLOAD with CLEANPATH');
  if (options.manifest) throw unsupported('UNLOAD with MANIFEST');
  const role = new S3Role(kernel, roles, options.iamRole);
  if (!options.allowOverwrite && (await role.below(options.to)).length > 0)
    throw new SqlError(
      `Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option: ${options.to}`,
    );
  const directory = mkdtempSync(join(folder, 'unload-'));
  try {
    const path = join(directory, 'rows.parquet');
    const { rowsChanged } = await connection.run(
      `COPY (${query}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION snappy)`,
    );
    if (rowsChanged > 0) await role.put(`${options.to}0000_part_00.parquet`, path);
    return rowsChanged;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
