import { type LedgerRow, type Publication, sourceMonth, yellow } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { stateOf } from './month-state.ts';

const month = sourceMonth('2024-09');
const load = {
  source_month: month,
  quarantine_by_rule: {},
  contract_version: yellow.version,
  source_etag: 'old',
  source_bytes: 1,
  source_last_modified: '2024-11-20 00:00:00',
  source_rows: 100,
  quarantined_rows: 1,
  generated: false,
} as LedgerRow;
const published = (etag: string, last_modified = '2024-12-01T00:00:00.000Z'): Publication => ({
  state: 'published',
  source: { url: 'https://tlc/f.parquet', etag, last_modified, bytes: 1 },
});
const state = (publication: Publication, error?: string, loads: LedgerRow[] = [load]) =>
  stateOf(yellow, { month, loads, publication, error }, new Date('2025-01-01T00:00:00Z'));

test('a republication that the last run held back is held, and only as long as it is one', () => {
  expect(state(published('new'))).toBe('republished');
  expect(state(published('new'), 'RepublicationHeld')).toBe('held');
  expect(state(published('old', '2024-11-20T00:00:00.000Z'), 'RepublicationHeld')).toBe('loaded');
  expect(state(published('new'), 'RepublicationHeld', [])).toBe('published');
});

test('a month that far more is quarantined of is held back by another limit', () => {
  expect(state(published('new'), 'QuarantineLimitExceeded')).toBe('quarantined');
  expect(state(published('new'), 'MonthUnusual')).toBe('unusual');
  expect(state(published('new'), 'MonthUnusual', [])).toBe('unusual');
  expect(state(published('new'), 'QuarantineLimitExceeded', [])).toBe('quarantined');
});
