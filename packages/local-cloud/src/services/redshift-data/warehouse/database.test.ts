import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from './database.ts';

const ORDERED =
  'SELECT n, ROW_NUMBER() OVER (ORDER BY n DESC) AS place FROM (VALUES (1), (NULL), (2)) AS t (n) ORDER BY n';

test('a connection that begins leaves the queries of the others as they are', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const database = new Database({ path: join(folder, 'dw.duckdb'), name: 'dw', folders: [] });
  const answers = new Set<string>();
  const reader = async (): Promise<void> => {
    for (let times = 0; times < 1_000; times += 1) {
      const rows = await database.with(async (connection) =>
        (await connection.runAndReadAll(ORDERED)).getRowsJson(),
      );
      answers.add(JSON.stringify(rows));
    }
  };
  try {
    await Promise.all([reader(), reader(), reader(), reader()]);
    expect([...answers]).toEqual([
      JSON.stringify([
        [1, '3'],
        [2, '2'],
        [null, '1'],
      ]),
    ]);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
});
