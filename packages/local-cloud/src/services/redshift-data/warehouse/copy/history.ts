import type { DuckDBConnection } from '@duckdb/node-api';
import type { Load } from './copy.ts';

export interface NotedLoad extends Load {
  readonly startedAt: Date;
  readonly endedAt: Date;
}

const timestamp = (date: Date): string => date.toISOString().replace('T', ' ').replace('Z', '');

/** Writes loads down for SYS_LOAD_HISTORY and SYS_LOAD_ERROR_DETAIL, also those of a transaction that was rolled back. */
export async function recordLoads(
  connection: DuckDBConnection,
  statementId: string,
  loads: readonly NotedLoad[],
): Promise<void> {
  for (const { table, source, files, bytes, rows, error, startedAt, endedAt } of loads) {
    const [[id] = []] = (
      await connection.runAndReadAll(
        'SELECT CAST(coalesce((SELECT max(query_id) FROM local_cloud.loads), 0) + 1 AS VARCHAR)',
      )
    ).getRows();
    await connection.run('INSERT INTO local_cloud.loads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      String(id),
      statementId,
      error === undefined ? 'completed' : 'aborted',
      table,
      timestamp(startedAt),
      timestamp(endedAt),
      source,
      rows,
      bytes,
      files,
    ]);
    if (error !== undefined)
      await connection.run('INSERT INTO local_cloud.load_errors VALUES (?, ?, ?, ?, ?, ?, ?, ?)', [
        String(id),
        timestamp(startedAt),
        table,
        error.file,
        error.column?.name ?? null,
        error.column?.type.toLowerCase() ?? null,
        15007,
        error.message.replace(/^ERROR: /, ''),
      ]);
  }
}
