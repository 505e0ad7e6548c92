import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalStage, startLocalStage } from '../../test/local-stage.ts';

/** More than two pages of the Data API. */
const ROWS = 2_500;
const QUERY = 'SELECT * FROM trips_of_all_types ORDER BY n';
const HEAD = 'n,whole,exact,real,flag,day,moment,said';

let stage: LocalStage;
let folder: string;
let duckdb: DuckDBConnection;

beforeAll(async () => {
  stage = await startLocalStage();
  duckdb = await (await DuckDBInstance.create()).connect();
  await stage.sql(
    'CREATE TABLE trips_of_all_types (n INTEGER, whole BIGINT, exact NUMERIC(10, 2), real DOUBLE PRECISION, flag BOOLEAN, day DATE, moment TIMESTAMP, said VARCHAR(40))',
  );
  await stage.sql('GRANT SELECT ON trips_of_all_types TO PUBLIC');
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  await stage.sql(
    `INSERT INTO trips_of_all_types WITH x AS (${digits}), numbers AS (SELECT a.d * 1000 + b.d * 100 + c.d * 10 + e.d AS n FROM x a, x b, x c, x e)
     SELECT n, CAST(n AS BIGINT) * 1000000, n * 1.25, n / 8.0, MOD(n, 2) = 0, '2024-09-01', '2024-09-01 12:34:56.5',
       CASE MOD(n, 5) WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a,"b"' WHEN 3 THEN 'two' || CHR(10) || 'lines' ELSE 'Café' END
     FROM numbers WHERE n < ${ROWS}`,
  );
}, 60_000);
afterAll(() => stage?.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'));
});

const rowsOf = async (sql: string): Promise<unknown[][]> =>
  (await duckdb.runAndReadAll(sql)).getRowsJson() as unknown[][];

test('CSV: each row once and in order, NULL apart from an empty text', async () => {
  const { code, stdout, stderr } = await stage.ops('sql', QUERY, '--csv');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.split('\n').slice(0, 7)).toEqual([
    HEAD,
    '0,0,0,0,true,2024-09-01,2024-09-01 12:34:56.5,',
    '1,1000000,1.25,0.125,false,2024-09-01,2024-09-01 12:34:56.5,""',
    '2,2000000,2.5,0.25,true,2024-09-01,2024-09-01 12:34:56.5,"a,""b"""',
    '3,3000000,3.75,0.375,false,2024-09-01,2024-09-01 12:34:56.5,"two',
    'lines"',
    '4,4000000,5,0.5,true,2024-09-01,2024-09-01 12:34:56.5,Café',
  ]);
  const numbers = stdout.split('\n').flatMap((line) => /^(\d+),/.exec(line)?.[1] ?? []);
  expect(numbers).toEqual(Array.from({ length: ROWS }, (_, n) => String(n)));
});

test('parquet has the types of the table, and the values that CSV and JSON have', async () => {
  const file = (name: string): string => join(folder, name);
  for (const name of ['t.parquet', 't.csv', 't.json'])
    expect(await stage.ops('sql', QUERY, '--out', file(name))).toEqual({
      code: 0,
      stdout: '',
      stderr: `2,500 rows in ${file(name)}\n`,
    });
  expect(readdirSync(folder).sort()).toEqual(['t.csv', 't.json', 't.parquet']);
  expect(
    (await rowsOf(`DESCRIBE SELECT * FROM '${file('t.parquet')}'`)).map((column) => column.slice(0, 2)),
  ).toEqual([
    ['n', 'INTEGER'],
    ['whole', 'BIGINT'],
    ['exact', 'DECIMAL(10,2)'],
    ['real', 'DOUBLE'],
    ['flag', 'BOOLEAN'],
    ['day', 'DATE'],
    ['moment', 'TIMESTAMP'],
    ['said', 'VARCHAR'],
  ]);
  const parquet = await rowsOf(`SELECT * FROM '${file('t.parquet')}'`);
  expect(parquet).toHaveLength(ROWS);
  const types =
    "{n: 'INTEGER', whole: 'BIGINT', exact: 'DECIMAL(10,2)', real: 'DOUBLE', flag: 'BOOLEAN', day: 'DATE', moment: 'TIMESTAMP', said: 'VARCHAR'}";
  expect(
    await rowsOf(`SELECT * FROM read_csv('${file('t.csv')}', types = ${types}, allow_quoted_nulls = false)`),
  ).toEqual(parquet);
  expect(await rowsOf(`SELECT * FROM read_json('${file('t.json')}', columns = ${types})`)).toEqual(parquet);
});

test('JSON on standard output is what JSON.stringify makes of the list', async () => {
  const { stdout } = await stage.ops('sql', `${QUERY} LIMIT 3`, '--json');
  const objects = JSON.parse(stdout) as unknown[];
  expect(objects).toHaveLength(3);
  expect(stdout).toBe(`${JSON.stringify(objects, null, 2)}\n`);
  expect((await stage.ops('sql', `${QUERY} LIMIT 0`, '--json')).stdout).toBe('[]\n');
  expect((await stage.ops('sql', `${QUERY} LIMIT 0`, '--csv')).stdout).toBe(`${HEAD}\n`);
});

test('what a terminal would obey goes into files only, as it is', async () => {
  const evil = "SELECT 'a' || CHR(27) || '[2J' || CHR(9) || 'b' AS said";
  expect(await stage.ops('sql', evil, '--csv')).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: a value has characters that a terminal would obey\nnext:  write it to a file, which gets every value as it is: --out FILE\n',
  });
  const file = join(folder, 'evil.csv');
  await stage.ops('sql', evil, '--out', file);
  expect(readFileSync(file, 'utf8')).toBe('said\na\x1b[2J\tb\n');
});

test('a file that cannot be made whole is not made: what was there stays', async () => {
  const file = join(folder, 'old.csv');
  writeFileSync(file, 'old');
  const failed = await stage.ops('sql', "SELECT CAST('x' AS INTEGER)", '--out', file);
  expect([failed.code, readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual([1, 'old', ['old.csv']]);
  const nowhere = join(folder, 'none/new.csv');
  expect(await stage.ops('sql', 'SELECT 1', '--out', nowhere)).toMatchObject({
    code: 1,
    stderr: `error: ${nowhere} cannot be written: ENOENT\nnext:  name a file in a folder that is there and yours\n`,
  });
});

test.each([
  [['--csv', '--json'], '--json and --csv exclude each other'],
  [['--parquet'], '--parquet needs a file: it is no text'],
  [['--out', 'trips.xlsx'], '--out "trips.xlsx" does not say in which format'],
])('%j is a usage error', async (flags, message) => {
  const { code, stderr } = await stage.ops('sql', 'SELECT 1', ...flags);
  expect([code, stderr.split('\n')[0]]).toEqual([2, `error: ${message}`]);
});
