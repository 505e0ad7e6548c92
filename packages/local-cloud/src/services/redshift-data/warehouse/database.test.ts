import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Database } from './database.ts';

const ORDERED =
  'SELECT n, ROW_NUMBER() OVER (ORDER BY n DESC) AS place FROM (VALUES (1), (NULL), (2)) AS t (n) ORDER BY n';

test('a connection that begins leaves the queries of the others as they are', {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const database = new Database({
    path: join(folder, 'dw.duckdb'),
    name: 'dw',
    folders: [],
    log: () => undefined,
  });
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

/** A client of somebody's that has a warehouse's file open to read; its first line is what it counted in `trips`. */
async function reader(path: string): Promise<{ child: ChildProcess; counted: number }> {
  const script = `import { DuckDBInstance } from ${JSON.stringify(import.meta.resolve('@duckdb/node-api'))};
    const connection = await (await DuckDBInstance.create(process.argv[1], { access_mode: 'READ_ONLY' })).connect();
    console.log(Number((await connection.runAndReadAll('SELECT COUNT(*) FROM trips')).getRows()[0][0]));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, counted: Number(line.toString()) };
}

async function warehouse(readerMs?: number) {
  const folder = mkdtempSync(join(tmpdir(), 'database-'));
  const path = join(folder, 'dw.duckdb');
  const log: string[] = [];
  const database = new Database({
    path,
    name: 'dw',
    folders: [],
    log: (line) => void log.push(line),
    ...(readerMs === undefined ? {} : { readerMs }),
  });
  onTestFinished(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });
  const sql = (statement: string) => database.with((connection) => connection.run(statement));
  await sql('CREATE TABLE trips AS SELECT 1 AS n');
  return { folder, path, log, database, sql };
}

test('a client that has the file open is named in the log, and waited for', { timeout: 60_000 }, async () => {
  const { path, log, database, sql } = await warehouse();
  await database.close();
  const { child } = await reader(path);
  const inserted = sql('INSERT INTO trips VALUES (2)');
  await expect.poll(() => log, { timeout: 15_000 }).toHaveLength(1);
  expect(log[0]).toMatch(
    new RegExp(
      `the warehouse is not available: its file ${path} is open in .* \\(PID ${child.pid}\\)\\. Close it`,
    ),
  );
  child.kill('SIGKILL');
  await inserted;
  await database.close();
  expect((await reader(path)).counted).toBe(2);
});

test('where it stays open the statement fails, as one that may be tried again', {
  timeout: 60_000,
}, async () => {
  const { path, database, sql } = await warehouse(0);
  await database.close();
  const { child } = await reader(path);
  await expect(sql('INSERT INTO trips VALUES (2)')).rejects.toThrow(
    new RegExp(`^ERROR: the warehouse is not available: .*PID ${child.pid}.*\`local warehouse\` makes one$`),
  );
});

test('a copy may stay open: statements go on, and the next copy has what they did', {
  timeout: 60_000,
}, async () => {
  const { folder, database, sql } = await warehouse(0);
  const copy = join(folder, 'copy.duckdb');
  await database.copyTo(copy);
  expect((await reader(copy)).counted).toBe(1);
  await sql('INSERT INTO trips VALUES (2)');
  await Promise.all([database.copyTo(copy), sql('INSERT INTO trips VALUES (3)'), database.copyTo(copy)]);
  await database.copyTo(copy);
  expect((await reader(copy)).counted).toBe(3);
  expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
});
