import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parquetOf } from '../../../testing/redshift-data/parquet.ts';
import { type Client, COPY_ROLE, WarehouseCloud } from '../../../testing/redshift-data/warehouse-cloud.ts';

vi.setConfig({ testTimeout: 60_000 });
let cloud: WarehouseCloud;
let loader: Client;

/** Puts a month's file of `rows` rows, and its manifest; gives the statements of its load. */
async function month(name: string, day: string, rows: number, lock = true): Promise<string[]> {
  const bytes = await parquetOf(
    `SELECT i::INT AS id, '${name}' AS label, DATE '${day}' AS month FROM range(${rows}) r(i)`,
  );
  await cloud.put(`open/${name}.parquet`, bytes);
  await cloud.manifest(`open/${name}.json`, [{ key: `open/${name}.parquet`, bytes: bytes.length }]);
  return [
    ...(lock ? ['LOCK gate'] : []),
    `DELETE FROM trips WHERE month = '${day}'`,
    `COPY trips FROM 's3://lake/open/${name}.json' IAM_ROLE '${COPY_ROLE}' FORMAT AS PARQUET MANIFEST`,
    `SELECT CAST(CASE WHEN COUNT(*) = ${rows} THEN '1' ELSE 'audit: ' || COUNT(*)::VARCHAR || ' rows, expected ${rows}' END AS INTEGER) FROM trips WHERE month = '${day}'`,
  ];
}
const count = async (day: string): Promise<unknown> =>
  (await loader.rows(`SELECT COUNT(*) FROM trips WHERE month = '${day}'`))[0]?.[0];

beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  loader = cloud.as('loader');
  const made = await loader.batch([
    'CREATE TABLE trips (id INTEGER, label VARCHAR(20), month DATE) DISTSTYLE AUTO SORTKEY AUTO',
    'CREATE TABLE gate (held_by VARCHAR(64))',
    'GRANT SELECT ON trips TO PUBLIC',
  ]);
  expect(made.Status).toBe('FINISHED');
});
afterAll(() => cloud.stop());

describe('a batch is one transaction', () => {
  test('a month is loaded, audited and read by an analyst', async () => {
    const { Status, SubStatements = [] } = await loader.batch(await month('jan', '2024-01-01', 100));
    expect(Status).toBe('FINISHED');
    expect(SubStatements.map((part) => [part.Status, part.HasResultSet, part.ResultRows])).toEqual([
      ['FINISHED', false, 0],
      ['FINISHED', false, 0],
      ['FINISHED', false, 100],
      ['FINISHED', true, 1],
    ]);
    expect(await cloud.as('analyst').rows('SELECT COUNT(*), MIN(label) FROM trips')).toEqual([[100, 'jan']]);
  });

  test('an audit that fails rolls the whole month back, and says both numbers', async () => {
    const sqls = await month('short', '2024-01-01', 7);
    const failed = await loader.batch([
      ...sqls.slice(0, 3),
      (sqls[3] as string).replaceAll('7', '8'),
      'SELECT 1',
    ]);
    expect([failed.Status, failed.Error]).toEqual([
      'FAILED',
      'Query #4 failed with ERROR: invalid input syntax for integer: "audit: 7 rows, expected 8"',
    ]);
    expect(failed.SubStatements?.map((part) => part.Status)).toEqual([
      'FINISHED',
      'FINISHED',
      'FINISHED',
      'FAILED',
      'ABORTED',
    ]);
    expect(await count('2024-01-01')).toBe(100);
  });

  test('a literal cast in a branch fails when it is parsed, as on Redshift', async () => {
    expect(
      await loader.failure("SELECT CASE WHEN COUNT(*) >= 0 THEN 1 ELSE 'wrong'::INTEGER END FROM trips"),
    ).toBe('ERROR: invalid input syntax for integer: "wrong"');
  });

  test('what commits by itself is refused in a batch', async () => {
    const { Error: error } = await loader.batch(['TRUNCATE trips', 'SELECT 1']);
    expect(error).toBe('Query #1 failed with ERROR: TRUNCATE cannot run inside a transaction block');
    expect((await loader.batch(['SELECT 1', 'VACUUM trips'])).Error).toContain('VACUUM cannot run inside');
    expect(await count('2024-01-01')).toBe(100);
  });

  test('the rows of the last COPY are known to its own session only', async () => {
    const [lock = '', remove = '', copy = ''] = await month('feb', '2024-02-01', 12);
    const batch = await loader.batch([lock, remove, copy, 'SELECT pg_last_copy_count()']);
    expect(await loader.result(`${batch.Id}:4`)).toEqual([[12]]);
    expect(await loader.rows('SELECT pg_last_copy_count()')).toEqual([[0]]);
    expect(await loader.failure('SELECT pg_last_copy_count() FROM trips')).toContain(
      'not supported on Redshift tables',
    );
  });
});

describe('transactions side by side', () => {
  test('a reader in a loop sees the old month or the new one, and never waits for the lock', async () => {
    await loader.batch(await month('old', '2024-03-01', 1000));
    const next = await month('new', '2024-03-01', 200_000);
    const seen = new Set<string>();
    let over = false;
    const read = async (session: string): Promise<void> => {
      const analyst = cloud.as('analyst', session);
      while (!over) {
        const [row] = await analyst.rows(
          "SELECT MIN(label), MAX(label), COUNT(*) FROM trips WHERE month = '2024-03-01'",
        );
        seen.add(JSON.stringify(row));
      }
    };
    const readers = ['a', 'b', 'c'].map(read);
    const load = await loader.batch(next);
    over = true;
    await Promise.all(readers);
    expect(load.Status).toBe('FINISHED');
    expect(
      [...seen].filter((rows) => rows !== '["old","old",1000]' && rows !== '["new","new",200000]'),
    ).toEqual([]);
    expect(await count('2024-03-01')).toBe(200_000);
  });

  test('with LOCK, two first loads of a month at once leave one month', async () => {
    const sqls = await month('twice', '2024-04-01', 500);
    const both = await Promise.all([loader.batch(sqls), cloud.as('loader', 'other').batch(sqls)]);
    expect(both.map(({ Status }) => Status)).toEqual(['FINISHED', 'FINISHED']);
    expect(await count('2024-04-01')).toBe(500);
  });

  test('without LOCK both first loads commit: SNAPSHOT isolation doubles the month, as on Redshift', async () => {
    const sqls = (await month('double', '2024-05-01', 300_000, false)).slice(0, 2);
    const both = await Promise.all([loader.batch(sqls), cloud.as('loader', 'other').batch(sqls)]);
    expect(both.map(({ Status }) => Status)).toEqual(['FINISHED', 'FINISHED']);
    expect(await count('2024-05-01')).toBe(600_000);
  });

  test('two transactions that change the same rows: one fails with error 1023', async () => {
    const slow = `UPDATE trips SET label = label || 'x' WHERE month = '2024-05-01'`;
    const ends = await Promise.all(
      ['a', 'b', 'c'].map((session) =>
        cloud.as('loader', session).batch([slow, 'SELECT COUNT(*) FROM trips a, gate']),
      ),
    );
    const errors = ends.flatMap(({ Error: error }) => (error === undefined ? [] : [error]));
    expect(ends.some(({ Status }) => Status === 'FINISHED')).toBe(true);
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors)
      expect(error).toContain('1023 DETAIL: Serializable isolation violation on a table in Redshift');
  });
});

describe('who may do what', () => {
  test('tables belong to who made them; others need a grant', async () => {
    const analyst = cloud.as('analyst');
    expect(await analyst.rows('SELECT CURRENT_USER')).toEqual([['IAMR:analyst']]);
    expect(await analyst.failure('SELECT * FROM gate')).toBe('ERROR: permission denied for relation gate');
    expect(await analyst.failure('DELETE FROM trips')).toBe('ERROR: permission denied for relation trips');
    expect(await analyst.failure('ALTER TABLE trips ADD COLUMN x INTEGER')).toBe(
      'ERROR: must be owner of relation trips',
    );
    expect(await analyst.failure('ALTER TABLE trips RENAME TO theirs')).toBe(
      'ERROR: must be owner of relation trips',
    );
    expect(await analyst.failure('DROP TABLE trips')).toBe('ERROR: must be owner of relation trips');
    expect(await analyst.failure('GRANT ALL ON trips TO PUBLIC')).toBe(
      'ERROR: must be owner of relation trips',
    );
    expect(await analyst.failure('LOCK gate')).toBe('ERROR: must be owner of relation gate');
  });

  test('everybody may make tables in schema public, and owns what he makes', async () => {
    const analyst = cloud.as('analyst');
    expect((await analyst.run('CREATE TABLE anybodys (a INTEGER)')).Status).toBe('FINISHED');
    const owner = "SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'anybodys'";
    expect(await loader.rows(`${owner} AND tableowner <> CURRENT_USER`)).toEqual([['IAMR:analyst']]);
    expect(await analyst.rows(`${owner} AND tableowner <> CURRENT_USER`)).toEqual([]);
    expect((await analyst.run('DROP TABLE anybodys')).Status).toBe('FINISHED');
  });

  test('a view belongs to who made it, or was given it, and is no table', async () => {
    const analyst = cloud.as('analyst');
    expect((await analyst.run('CREATE VIEW anybodys AS SELECT 1 AS a')).Status).toBe('FINISHED');
    const owner = "SELECT schemaname, viewowner FROM pg_views WHERE viewname = 'anybodys'";
    expect(await loader.rows(owner)).toEqual([['public', 'IAMR:analyst']]);
    expect(await loader.rows("SELECT 1 FROM pg_tables WHERE tablename = 'anybodys'")).toEqual([]);
    expect((await analyst.run('ALTER TABLE anybodys OWNER TO "IAMR:loader"')).Status).toBe('FINISHED');
    expect(await loader.rows(owner)).toEqual([['public', 'IAMR:loader']]);
    expect(await analyst.failure('DROP VIEW anybodys')).toBe('ERROR: must be owner of relation anybodys');
    expect((await loader.run('DROP VIEW anybodys')).Status).toBe('FINISHED');
  });

  test('a grant to one database user is his, until it is revoked', async () => {
    await loader.run('GRANT SELECT, INSERT ON gate TO "IAMR:analyst"');
    const analyst = cloud.as('analyst');
    expect((await analyst.run("INSERT INTO gate VALUES ('x')")).Status).toBe('FINISHED');
    expect(await cloud.operator().failure('SELECT * FROM gate')).toBe(
      'ERROR: permission denied for relation gate',
    );
    await loader.run('REVOKE ALL ON gate FROM "IAMR:analyst"');
    expect(await analyst.failure('SELECT * FROM gate')).toBe('ERROR: permission denied for relation gate');
    const all = 'ON ALL TABLES IN SCHEMA public';
    await loader.run(`GRANT SELECT ${all} TO "IAMR:analyst"`);
    expect(await analyst.rows('SELECT * FROM gate')).toHaveLength(1);
    await loader.run(`REVOKE SELECT ${all} FROM "IAMR:analyst"`);
    expect(await analyst.failure('SELECT * FROM gate')).toBe('ERROR: permission denied for relation gate');
    expect(await analyst.failure(`GRANT SELECT ${all} TO PUBLIC`)).toContain('must be owner of relation');
    expect((await loader.run('DELETE FROM gate')).Status).toBe('FINISHED');
  });

  test('columns are added and tables renamed by their owner, and grants go with the name', async () => {
    const made = await loader.batch([
      'CREATE TABLE shelf (a INTEGER)',
      'GRANT SELECT ON shelf TO PUBLIC',
      'ALTER TABLE shelf ADD COLUMN b VARCHAR(4)',
      'ALTER TABLE shelf RENAME TO rack',
    ]);
    expect(made.Error).toBeUndefined();
    expect(await cloud.as('analyst').rows('SELECT a, b FROM rack')).toEqual([]);
  });
});

/** Opens the file to read in another process, counts a month there, keeps the file open for a while, and says until when. */
const READER = `
  const { DuckDBInstance } = await import(process.argv[1]);
  const instance = await DuckDBInstance.create(process.argv[2], { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll("SELECT COUNT(*) FROM trips WHERE month = '2024-04-01'");
  console.log(String(reader.getRows()[0][0]));
  setTimeout(() => {
    console.log(Date.now());
    process.exit(0);
  }, 1000);
`;

test('the file is closed when nobody uses it: another process reads it, and is waited for', async () => {
  await loader.rows('SELECT 1');
  await vi.waitFor(() => expect(existsSync(`${cloud.warehouseFile}.wal`)).toBe(false), 5000);
  const argv = [
    '--input-type=module',
    '-e',
    READER,
    import.meta.resolve('@duckdb/node-api'),
    cloud.warehouseFile,
  ];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('500');
  expect(await loader.rows('SELECT 7')).toEqual([[7]]);
  const answered = Date.now();
  expect(answered).toBeGreaterThanOrEqual(Number((await lines.next()).value));
});
