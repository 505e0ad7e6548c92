import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Client, WarehouseCloud } from '../warehouse-cloud.ts';
import { AGGREGATE_GROUPS, AGGREGATE_TABLES } from './aggregates.ts';
import type { Case, Group } from './case.ts';
import { DATE_GROUPS } from './dates.ts';
import { NUMBER_GROUPS } from './numbers.ts';
import { QUERY_GROUPS, QUERY_TABLES } from './queries.ts';
import { STATEMENT_GROUPS } from './statements.ts';
import { STRING_GROUPS } from './strings.ts';
import { TEXT_GROUPS, TEXT_TABLES } from './texts.ts';

/** Groups whose statements change nothing. */
const READING: readonly Group[] = [
  ...STRING_GROUPS,
  ...DATE_GROUPS,
  ...NUMBER_GROUPS,
  ...AGGREGATE_GROUPS,
  ...QUERY_GROUPS,
  ...TEXT_GROUPS,
];
const GROUPS = [...READING, ...STATEMENT_GROUPS];

vi.setConfig({ testTimeout: 60_000 });
let cloud: WarehouseCloud;
let client: Client;

beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  client = cloud.as('loader');
  for (const sqls of [AGGREGATE_TABLES, QUERY_TABLES, TEXT_TABLES]) {
    const { Status, Error: error } = await client.batch([...sqls]);
    expect([Status, error]).toEqual(['FINISHED', undefined]);
  }
});
afterAll(() => cloud.stop());

/** What a statement gives, in the form of the table. */
async function given([sql, expected]: Case): Promise<unknown> {
  const { Id, Status, Error: error, HasResultSet } = await client.run(sql);
  if (Status !== 'FINISHED') return failureOf(error ?? '', expected);
  if (!HasResultSet) return 'done';
  const rows = await client.result(Id);
  return Array.isArray(expected) || rows.length !== 1 || rows[0]?.length !== 1 ? rows : rows[0]?.[0];
}

function failureOf(error: string, expected: Case[1]): unknown {
  const isRefusal = error.includes('not supported by the local cloud');
  const wanted =
    typeof expected === 'object' && expected !== null && !Array.isArray(expected) ? expected : undefined;
  const text =
    wanted && ('refused' in wanted ? wanted.refused : 'error' in wanted ? wanted.error : undefined);
  const named = text !== undefined && error.toLowerCase().includes(text.toLowerCase());
  if (named && wanted && 'refused' in wanted === isRefusal) return expected;
  return { failed: error };
}

test('the table has at least 300 statements', () => {
  expect(GROUPS.flatMap(({ cases }) => cases).length).toBeGreaterThanOrEqual(300);
});

describe.each(READING)('$page', ({ cases }) => {
  test.concurrent.each(cases)('%s', async (...one) => {
    expect(await given(one as unknown as Case)).toEqual(one[1]);
  });
});

describe.each(STATEMENT_GROUPS)('$page', ({ cases }) => {
  test.each(cases)('%s', async (...one) => {
    expect(await given(one as unknown as Case)).toEqual(one[1]);
  });
});
