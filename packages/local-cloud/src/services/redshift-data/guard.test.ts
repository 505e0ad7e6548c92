import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Kernel } from '../../kernel/kernel.ts';
import { withParameters } from './statements/shapes.ts';
import { Database } from './warehouse/database.ts';
import type { DatabaseUser } from './warehouse/permissions.ts';
import type { Session } from './warehouse/transaction.ts';
import { Warehouse } from './warehouse/warehouse.ts';

vi.setConfig({ testTimeout: 120_000 });

const USERS = {
  owner: { name: 'IAMR:owner', superuser: false },
  reader: { name: 'IAMR:reader', superuser: false },
  writer: { name: 'IAMR:writer', superuser: false },
  stranger: { name: 'IAMR:stranger', superuser: false },
  admin: { name: 'admin', superuser: true },
} as const satisfies Record<string, DatabaseUser>;
type User = keyof typeof USERS;

const directory = mkdtempSync(join(tmpdir(), 'guard-'));
const log = (): void => undefined;
const database = new Database({
  path: join(directory, 'analytics.duckdb'),
  name: 'dw',
  folders: [directory],
  log,
});
const warehouse = new Warehouse({
  kernel: { clock: { now: () => new Date() }, log } as unknown as Kernel,
  database,
  name: 'dw',
  admin: 'admin',
  roles: { namespaceArn: '', attached: [], default: undefined },
  folder: directory,
});
const sessions = new Map<User, Session>();

/** The error of the statements, which run in one transaction; none where all of them end well. */
async function errorOf(user: User, ...sqls: string[]): Promise<string | undefined> {
  const watch = { id: 'x', signal: new AbortController().signal, started: log, ended: log };
  return warehouse.run(sessions.get(user) as Session, sqls, watch).then(
    () => undefined,
    (error: Error) => error.message.replace('ERROR: ', ''),
  );
}

beforeAll(async () => {
  for (const user of Object.keys(USERS) as User[]) sessions.set(user, await warehouse.session(USERS[user]));
  const made = await errorOf(
    'owner',
    'CREATE TABLE t (a INTEGER)',
    'INSERT INTO t VALUES (1)',
    'CREATE TABLE hidden (a INTEGER)',
    'CREATE VIEW v AS SELECT a FROM hidden',
    'GRANT SELECT ON t TO "IAMR:reader"',
    'GRANT SELECT ON v TO "IAMR:reader"',
    'GRANT INSERT, UPDATE, DELETE ON t TO "IAMR:writer"',
  );
  expect(made).toBeUndefined();
});
afterAll(async () => {
  for (const session of sessions.values()) session.close();
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'OWNER';

/** What each user may do, by relation. All else is denied. */
const GRANTED: Readonly<Record<string, Partial<Record<User, readonly Privilege[]>>>> = {
  t: { reader: ['SELECT'], writer: ['INSERT', 'UPDATE', 'DELETE'] },
  v: { reader: ['SELECT'] },
  hidden: {},
};

/** Statements about a relation `$`, and what each needs; `refused`: nobody may, the table as it is. */
const READS: Readonly<Record<string, readonly Privilege[] | 'refused' | 'free'>> = {
  'SELECT a FROM $': ['SELECT'],
  '(SELECT MAX(a) FROM $)': ['SELECT'],
  'SELECT x.a FROM $ AS x JOIN $ y ON x.a = y.a': ['SELECT'],
  'SELECT 1, (SELECT MAX(a) FROM $)': ['SELECT'],
  'SELECT 1 WHERE EXISTS (SELECT 1 FROM $)': ['SELECT'],
  'SELECT 1 AS a UNION ALL (SELECT a FROM $) ORDER BY 1': ['SELECT'],
  'WITH x AS (SELECT a FROM $) SELECT a FROM x': ['SELECT'],
  'WITH x (b) AS (SELECT 1), y AS (SELECT a FROM $) SELECT a FROM y, x': ['SELECT'],
  'SELECT a FROM (SELECT a FROM (SELECT a FROM $) AS p) AS q': ['SELECT'],
  "SELECT a FROM $ WHERE 'x' <> :p": ['SELECT'],
  'EXPLAIN SELECT a FROM $': ['SELECT'],
  'CREATE TABLE made AS SELECT a FROM $': ['SELECT'],
  'CREATE TEMP TABLE made AS SELECT a FROM $': ['SELECT'],
  'INSERT INTO mine SELECT a FROM $': ['SELECT'],
  'DELETE FROM mine USING $ AS x WHERE mine.a = x.a': ['SELECT'],
  'UPDATE mine SET a = 1 FROM $ AS x WHERE mine.a = x.a': ['SELECT'],
  'WITH t AS (SELECT 1 AS a), v AS (SELECT 1 AS a), hidden AS (SELECT 1 AS a) SELECT t.a FROM t, v, hidden':
    'free',
  'SELECT a FROM (FROM $)': 'refused',
  'SELECT a FROM (TABLE $)': 'refused',
  'SELECT 1 UNION ALL TABLE $': 'refused',
  'SELECT 1 IN (FROM $)': 'refused',
  '(SUMMARIZE $)': 'refused',
  'WITH "table" AS (SELECT 1) SELECT * FROM (TABLE $)': 'refused',
};
const CHANGES: Readonly<Record<string, readonly Privilege[] | 'refused'>> = {
  'INSERT INTO $ (a) VALUES (2)': ['INSERT'],
  'INSERT INTO $ (SELECT 2)': ['INSERT'],
  'UPDATE $ SET a = 2': ['UPDATE'],
  'DELETE FROM $': ['DELETE'],
  'DELETE FROM $ WHERE a IN (SELECT a FROM $)': ['DELETE', 'SELECT'],
  'EXPLAIN DELETE FROM $': ['DELETE'],
  'ALTER TABLE $ ADD COLUMN b INTEGER': ['OWNER'],
  'ALTER TABLE $ RENAME TO other': ['OWNER'],
  'DROP TABLE $': ['OWNER'],
  'LOCK $': ['OWNER'],
  'GRANT ALL ON $ TO PUBLIC': ['OWNER'],
  'EXPLAIN ANALYZE DELETE FROM $': 'refused',
  'EXPLAIN ANALYZE DROP TABLE $': 'refused',
  'WITH x AS (SELECT 1 AS a) DELETE FROM $': 'refused',
  'WITH x AS (SELECT 1 AS a) INSERT INTO $ SELECT a FROM x': 'refused',
  'WITH x AS (SELECT 1 AS a) UPDATE $ SET a = 2': 'refused',
};

/** Ways to write a name. */
const NAMES: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => `"${name}"`,
  (name) => `"${name.toUpperCase()}"`,
  (name) => `/* x */ ${name} -- y\n`,
  (name) => `/* FROM other */\t"${name}"`,
  (name) => `public.${name}`,
  (name) => `"PUBLIC" . /* x */ "${name}"`,
];

/** What the model says of a statement. */
function expected(user: User, relation: string, needs: (typeof READS)[string], isOwn: boolean): string {
  if (needs === 'refused') return 'refused';
  if (needs === 'free' || isOwn || user === 'owner' || user === 'admin') return 'done';
  const missing = needs.find((privilege) => !GRANTED[relation]?.[user]?.includes(privilege));
  if (missing === undefined) return 'done';
  return missing === 'OWNER'
    ? `must be owner of relation ${relation}`
    : `permission denied for relation ${relation}`;
}

/** What became of a statement; it is rolled back by the next one, which fails. */
async function outcome(user: User, sqls: readonly string[]): Promise<string> {
  const error = await errorOf(user, ...sqls, 'SELECT 1 FROM nowhere');
  if (error === 'relation "nowhere" does not exist') return 'done';
  return /^(must be owner|permission denied)/.test(error ?? '') ? (error ?? '') : `refused ${error}`;
}

const pieces = (Object.keys(USERS) as User[]).flatMap((user) =>
  ['t', 'v', 'hidden'].flatMap((relation) =>
    [false, true].flatMap((isShadowed) =>
      Object.entries(relation === 'v' ? READS : { ...READS, ...CHANGES }).map(([sql, needs]) => ({
        user,
        relation,
        isShadowed,
        sql,
        needs,
      })),
    ),
  ),
);

/** Each with two of the ways to write its relation, so that every statement meets all of them. */
const cases = pieces.flatMap((piece, index) =>
  [index, index + 3].map((way) => ({ ...piece, name: NAMES[way % NAMES.length]?.(piece.relation) ?? '' })),
);

test('users, relations, statements and disguises: what runs is what a simple model says', async () => {
  expect(cases.length).toBeGreaterThan(2_000);
  const differences: string[] = [];
  for (const { user, relation, isShadowed, sql, needs, name } of cases) {
    const written = withParameters(
      sql.replaceAll('$', () => name),
      [...(sql.includes(':p') ? [{ name: 'p', value: `'; DROP TABLE ${relation} --` }] : [])],
    );
    const shadow = isShadowed ? [`CREATE TEMP TABLE ${relation} (a INTEGER)`] : [];
    const isOwn = isShadowed && !/public/i.test(name);
    const mine = sql.includes('mine') ? ['CREATE TEMP TABLE mine (a INTEGER)'] : [];
    const was = await outcome(user, [...mine, ...shadow, written]);
    const wanted = expected(user, relation, needs, isOwn);
    if (wanted === 'refused' ? !was.startsWith('refused') : was !== wanted)
      differences.push(`${user}${isShadowed ? ' (shadowed)' : ''}: ${written}: ${was}, not ${wanted}`);
  }
  expect(differences).toEqual([]);
  expect(await errorOf('owner', 'INSERT INTO t SELECT COUNT(*) / (2 - COUNT(*)) FROM t')).toBeUndefined();
});

describe('nothing but relations of the schema public, temporary ones and system views is read', () => {
  test.each([
    ["'file.parquet'", 'syntax error'],
    ['"file.parquet"', 'does not exist'],
    [`"${directory}/file.parquet"`, 'does not exist'],
    ["read_parquet('x')", 'the function read_parquet()'],
    ["public.read_parquet('x')", 'syntax error|the function'],
    ['"glob"(\'*\')', 'the function glob()'],
    ["query('DELETE FROM t')", 'the function query()'],
    ['range(3)', 'the function range()'],
    ['duckdb_settings()', 'the function duckdb_settings()'],
    ['duckdb_tables', 'the system view duckdb_tables'],
    ['t, duckdb_tables', 'the system view duckdb_tables'],
    ['t CROSS JOIN sqlite_master', 'the system view sqlite_master'],
    ['main.sqlite_master', 'the schema main'],
    ['system.information_schema.tables', 'of a database by its name'],
    ['analytics."local_cloud".owners', 'of a database by its name'],
    ['"local_cloud".owners', 'the schema local_cloud'],
    ['temp.t', 'the schema temp'],
    ['pg_catalog.pg_class', 'the relation pg_catalog.pg_class'],
    ['"Information_Schema".schemata', 'the relation information_schema.schemata'],
    ['(SHOW TABLES)', 'does not exist|syntax error'],
    ['(DESCRIBE t)', 'does not exist|syntax error'],
  ])('FROM %s', async (relation, reason) => {
    expect(await errorOf('owner', `SELECT * FROM ${relation}`)).toMatch(
      new RegExp(reason.replaceAll(/[()]/g, '\\$&')),
    );
  });

  test('a table named as a function of DuckDB makes no function', async () => {
    for (const name of ['read_parquet', 'glob', 'getenv']) {
      const attack = (sql: string): Promise<string | undefined> =>
        errorOf('stranger', `CREATE TEMP TABLE "${name}" (a INTEGER)`, sql);
      for (const sql of [
        `SELECT * FROM "${name}"('x')`,
        `SELECT "${name}"('x')`,
        `SELECT a FROM t, "${name}" ('x')`,
      ])
        expect(await attack(sql)).toMatch(`the function ${name}()`);
      expect(await attack(`WITH "${name}" AS (SELECT 1 AS a) SELECT * FROM "${name}"('x')`)).toMatch(
        'the function',
      );
    }
  });
});

test('a temporary table named as a real one is dropped, renamed and granted without the real one', async () => {
  const made = 'CREATE TEMP TABLE t (a VARCHAR(3))';
  expect(await errorOf('stranger', made, 'GRANT ALL ON t TO PUBLIC', 'DROP TABLE t')).toBeUndefined();
  expect(await errorOf('stranger', made, 'ALTER TABLE t OWNER TO admin', 'DROP TABLE t')).toBeUndefined();
  expect(await errorOf('stranger', made, 'ALTER TABLE t RENAME TO x', 'DROP TABLE x')).toBeUndefined();
  expect(await errorOf('stranger', 'DROP TABLE t')).toBe('must be owner of relation t');
  expect(await errorOf('stranger', 'SELECT a FROM t')).toBe('permission denied for relation t');
  expect(await errorOf('owner', 'LOCK t', 'INSERT INTO t VALUES (7)')).toBeUndefined();
});

test.each(['SELECT rowid FROM t', 'SELECT t."ROWID" FROM t', 'SELECT a FROM t WHERE rowid = 0'])(
  'the numbers that DuckDB gives to rows are refused: %s',
  async (sql) => expect(await errorOf('owner', sql)).toMatch('the column rowid'),
);

describe('expressions of many levels', () => {
  test.each([
    ['sums', `SELECT 1${'+1'.repeat(150)}`],
    ['parentheses', `SELECT ${'('.repeat(150)}1${')'.repeat(150)}`],
    ['NOT', `SELECT ${'NOT '.repeat(150)}true`],
  ])('are refused by name: %s', async (_, sql) => {
    expect(await errorOf('owner', sql)).toMatch('more than 100 levels');
  });

  test.each([
    ["SELECT 'a'||'a'||'a'", "SELECT 'a'||'a'||'a'"],
    ['three names', 'SELECT name||name||name FROM (SELECT CAST(1 AS VARCHAR) AS name) AS x'],
    ['15,001 literals', `SELECT 'a'${"||'a'".repeat(15_000)}`],
    ['numbers and NULL, 20,000', `SELECT ${'NULL||NULL||1||2||'.repeat(5000)}'a'`],
  ])('|| has one level, and ends: %s', async (_, sql) => expect(await errorOf('owner', sql)).toBeUndefined());
});
