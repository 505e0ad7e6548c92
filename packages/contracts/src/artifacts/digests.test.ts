import { expect, test } from 'vitest';
import { contractsJson } from '../render/python.ts';
import { type Digests, differingDigests } from './digests.ts';
import { LedgerRow } from './ledger.ts';
import { RawManifest } from './raw-manifest.ts';
import { TransformReport } from './transform-report.ts';

const digests: Digests = {
  rows: '2',
  row_hash: '9',
  columns: {
    vendor_id: { nulls: '0', sum: '3', hash: '7' },
    tip: { nulls: '1', sum: '0', fraction: '1', hash: '2' },
  },
};

test('documents of older versions are read without digests, and none is written so', () => {
  expect(RawManifest.pick({ accepted: true, by_rule: true }).parse({})).toEqual({});
  expect(TransformReport.pick({ accepted: true, rejected: true }).parse({})).toEqual({});
  const { schemas } = JSON.parse(contractsJson()) as { schemas: Record<string, { required: string[] }> };
  expect(schemas.raw_manifest?.required).toEqual(expect.arrayContaining(['accepted', 'by_rule']));
  expect(schemas.transform_report?.required).toEqual(expect.arrayContaining(['accepted', 'rejected']));
});

test.each([
  [{}, {}],
  [
    { source_proof: null, accepted_digests: null, rejected_digests: null },
    { source_proof: null, accepted_digests: null, rejected_digests: null },
  ],
  [{ accepted_digests: JSON.stringify(digests) }, { accepted_digests: digests }],
])('a row of the ledger with %j is read', (row, expected) => {
  const columns = LedgerRow.pick({ source_proof: true, accepted_digests: true, rejected_digests: true });
  expect(columns.parse(row)).toEqual(expected);
});

test('text in the ledger that is no JSON is an issue of its column, no exception', () => {
  const found = LedgerRow.pick({ quarantine_by_rule: true, accepted_digests: true }).safeParse({
    quarantine_by_rule: '{',
    accepted_digests: '{"rows": 3}',
  });
  expect(found.error?.issues.map(({ path }) => path[0])).toEqual(
    expect.arrayContaining(['quarantine_by_rule', 'accepted_digests']),
  );
});

test('what differs is named: rows, columns, or rows as a whole', () => {
  const tip = { ...digests.columns.tip, fraction: '2' } as Digests['columns'][string];
  const without = { ...digests, columns: { vendor_id: digests.columns.vendor_id } } as Digests;
  expect(differingDigests(digests, structuredClone(digests))).toEqual([]);
  expect(differingDigests(digests, { ...digests, rows: '3' })).toEqual(['rows']);
  expect(differingDigests(digests, { ...digests, columns: { ...digests.columns, tip } })).toEqual(['tip']);
  expect(differingDigests(without, digests)).toEqual(['tip']);
  expect(differingDigests(digests, { ...digests, row_hash: '8' })).toEqual(['row_hash']);
});

test('a column that a load of an older contract did not know is NULL everywhere, or differs', () => {
  const later = (nulls: string): Digests => ({
    ...digests,
    row_hash: '8',
    columns: { ...digests.columns, request_fee: { nulls, sum: '0', fraction: '0', hash: '0' } },
  });
  expect(differingDigests(digests, later(digests.rows))).toEqual([]);
  expect(differingDigests(later(digests.rows), digests)).toEqual([]);
  expect(differingDigests(digests, later('1'))).toEqual(['request_fee']);
});
