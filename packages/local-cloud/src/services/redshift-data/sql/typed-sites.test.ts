import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test, vi } from 'vitest';
import { MACROS } from '../warehouse/macros.ts';
import { treeInDuckDb } from '../warehouse/transform.ts';
import { readTree } from './read-tree.ts';
import { tokenize } from './tokens.ts';

const SESSION = { user: 'u', database: 'd', lastCopyCount: 0 };
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run('CREATE SCHEMA local_cloud');
for (const macro of MACROS) await connection.run(macro);
await connection.run(
  "CREATE TABLE t AS SELECT 7 AS i, 2.5::DOUBLE AS d, 'x' AS s, DATE '2024-09-01' AS day, 1.25::DECIMAL(8,2) AS n",
);
afterAll(() => connection.closeSync());

test.each([
  // Operands that stand side by side.
  ['SELECT i * 2, d * 2, n / 4, CAST(d AS VARCHAR), TRUNC(day) FROM t', 1],
  ['SELECT (i * 2) * d, CAST(i * d AS VARCHAR) FROM t', 1],
  ['SELECT i + d + n - i * 2 + d FROM t', 1],
  // What a quotient holds is known before it is.
  ['SELECT i / 2 + d FROM t', 2],
  // A question for each clause that compares texts or puts them in order.
  ["SELECT s, COUNT(*) FROM t WHERE s = 'x' AND i < 9 GROUP BY s ORDER BY s", 3],
  ["SELECT i FROM t WHERE day = DATE '2024-09-01'", 0],
  // Aggregates apart from what stands in them.
  ['SELECT SUM(i * 2), SUM(d), AVG(n) FROM t', 2],
  // One SELECT after the other.
  ['SELECT x * 2, y * 2 FROM (SELECT i * 2 AS x, d * 2 AS y FROM t) AS inside', 2],
  ['SELECT i * 2 FROM t WHERE d * 2 > 1', 2],
])('%s takes %i questions to DuckDB', async (sql, questions) => {
  const asked = vi.spyOn(connection, 'prepare');
  const rewritten = await treeInDuckDb(connection, readTree(tokenize(sql)), SESSION);
  expect(asked).toHaveBeenCalledTimes(questions);
  asked.mockRestore();
  expect((await connection.runAndReadAll(rewritten)).getRows()).toHaveLength(1);
});

test('where a question for all is none that the binder answers, each is asked for by itself', async () => {
  const sql = 'SELECT i % 2, SUM(d * 2), s || i FROM t GROUP BY i, s';
  const reader = await connection.runAndReadAll(
    await treeInDuckDb(connection, readTree(tokenize(sql)), SESSION),
  );
  expect(reader.getRowsJson()).toEqual([[1, 5, 'x7']]);
});

test('casts of one value to texts of several lengths are told apart', async () => {
  const sql = "SELECT CAST(s || 'yz' AS VARCHAR(1)), CAST(s || 'yz' AS VARCHAR(2)) FROM t";
  const reader = await connection.runAndReadAll(
    await treeInDuckDb(connection, readTree(tokenize(sql)), SESSION),
  );
  expect(reader.getRowsJson()).toEqual([['x', 'xy']]);
});
