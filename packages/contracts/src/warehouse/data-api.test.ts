import { expect, test } from 'vitest';
import { saysOf } from './data-api.ts';

const meanings = ['conflict', 'passing', 'missing_table'] as const;

test.each([
  ['ERROR: 1023 DETAIL: Serializable isolation violation on table', ['conflict']],
  ['ERROR: 1018 DETAIL: Relation does not exist.', ['conflict']],
  ['ERROR: relation "load_ledger" does not exist', ['missing_table']],
  ['ERROR: column "fee" does not exist', []],
])('%s says %j', (message, meant) => {
  expect(meanings.filter((meaning) => saysOf(message, meaning))).toEqual(meant);
});
