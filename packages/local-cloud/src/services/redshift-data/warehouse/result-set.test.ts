import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { recordsOf, resultSetOf } from './result-set.ts';

const connected = async () => (await DuckDBInstance.create(':memory:')).connect();
const unnamed = () => [];

test('each row is once in the pages, in order', async () => {
  const { rows, pages } = await resultSetOf(await connected(), 'SELECT range AS n FROM range(5001)', unnamed);
  expect([rows, pages.length]).toEqual([5001, 6]);
  expect(pages.flatMap(recordsOf).map(([field]) => field)).toEqual(
    Array.from({ length: 5001 }, (_, n) => ({ longValue: n })),
  );
});

test('a result beyond the limit ends while it is read, and the connection goes on', async () => {
  const connection = await connected();
  const limits = { recordsPerPage: 1000, largest: 10_000_000 };
  // Hours of rows, and more than any memory holds.
  const endless = 'SELECT md5(range::VARCHAR) AS text FROM range(1000000000000)';
  await expect(resultSetOf(connection, endless, unnamed, limits)).rejects.toThrow(
    'Query result exceeds the limit of 500 MB',
  );
  expect((await resultSetOf(connection, 'SELECT 1 AS n', unnamed)).rows).toBe(1);
}, 120_000);

test('a page that an earlier version has stored is read', () => {
  const records = [[{ longValue: 1 }, { isNull: true as const }]];
  expect(recordsOf(Buffer.from(JSON.stringify(records)))).toEqual(records);
});
