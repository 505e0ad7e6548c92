import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseStatement } from '../sql/parse.ts';
import { analysed } from './analysis.ts';
import { catalogOf } from './catalog.ts';
import { KnownTypes } from './known-types.ts';
import { MACROS } from './macros.ts';
import { Relations } from './relations.ts';
import { treeInDuckDb } from './transform.ts';

let connection: DuckDBConnection;
let types: KnownTypes;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  for (const sql of [
    ...catalogOf('d'),
    ...MACROS,
    'CREATE TABLE t AS SELECT 7 AS i, 1.25::DECIMAL(8,2) AS n',
  ])
    await connection.run(sql);
  types = new KnownTypes();
});
afterAll(() => connection.closeSync());

/** DuckDB's SQL, and how many questions it took. */
async function translated(sql: string): Promise<{ sql: string; questions: number }> {
  const relations = await Relations.of(connection);
  const session = { user: 'u', database: 'd', lastCopyCount: 0, known: types.of(relations.definitions) };
  const asked = vi.spyOn(connection, 'prepare');
  const { nodes } = analysed(parseStatement(sql), relations);
  const found = await treeInDuckDb(connection, nodes, session);
  const questions = asked.mock.calls.length;
  asked.mockRestore();
  return { sql: found, questions };
}

/** DuckDB's SQL with nothing known, which must be the same. */
async function afresh(sql: string): Promise<string> {
  const kept = types;
  types = new KnownTypes();
  const found = await translated(sql);
  types = kept;
  return found.sql;
}

test('the same question is asked once, whatever is compared with in it', async () => {
  const compared = (value: string) =>
    `SELECT n / 4, CASE WHEN i = ${value} THEN n * 2 END FROM t WHERE n * 2 > ${value}`;
  expect((await translated(compared('7'))).questions).toBeGreaterThan(0);
  for (const value of ['7', '70000', '99999999999999999999'])
    expect(await translated(compared(value))).toEqual({ sql: await afresh(compared(value)), questions: 0 });
});

test('texts that a CASE gives decide no type', async () => {
  const given = (text: string) =>
    `SELECT CASE WHEN n / 2 > 1 THEN '${text}' ELSE 'not ' || CAST(n * 2 AS VARCHAR) || ' but ${text}' END FROM t`;
  expect((await translated(given('39'))).questions).toBeGreaterThan(0);
  for (const text of ['40', "it''s", '2024-01-01', ''])
    expect(await translated(given(text))).toEqual({ sql: await afresh(given(text)), questions: 0 });
});

test('a question about several sites that DuckDB refuses is not asked again', async () => {
  const sql = 'SELECT n / 2, COUNT(*) * 2 FROM t GROUP BY 1';
  expect((await translated(sql)).questions).toBeGreaterThan(2);
  expect(await translated(sql)).toEqual({ sql: await afresh(sql), questions: 0 });
});

test.each([
  ['i + 5', 'i + 5000000000'],
  ['n / 2', 'n / 2.125'],
  ['CASE WHEN i = 5 + n * 2 THEN 1 END / 2', 'CASE WHEN i = 5 + n * 2.5 THEN 1 END / 2'],
  ['TRUNC(n, 1) * 2', 'TRUNC(n, 2) * 2'],
  ['CASE WHEN i = 7 THEN 5 ELSE i END / 2', 'CASE WHEN i = 7 THEN 5.5 ELSE i END / 2'],
])('%s and %s are two questions', async (one, other) => {
  const ask = (expression: string) => translated(`SELECT ${expression} FROM t`);
  await ask(one);
  const next = await ask(other);
  expect(next.questions).toBeGreaterThan(0);
  expect(next.sql).toBe(await afresh(`SELECT ${other} FROM t`));
});

test('what is defined otherwise is asked again, a table, a view and a temporary table that hides one', async () => {
  const sql = 'SELECT i * 2, i / 2 FROM t';
  await translated(sql);
  for (const [change, isKnown] of [
    ['ALTER TABLE t ALTER i TYPE DOUBLE', false],
    ['CREATE TEMP TABLE t AS SELECT 1::SMALLINT AS i', false],
    ['DROP TABLE temp.main.t', true], // as it was before
    ['CREATE OR REPLACE VIEW v AS SELECT 1 AS other', false],
  ] as const) {
    await connection.run(change);
    const next = await translated(sql);
    expect(next.questions === 0).toBe(isKnown);
    expect(next.sql).toBe(await afresh(sql));
    expect((await translated(sql)).questions).toBe(0);
  }
});
