import { expect, test } from 'vitest';
import { verifiedMonth } from '../../../test/verified-month.ts';

const stage = verifiedMonth();
const { ledger, manifest, report, verify } = stage;

const digests = (change: object): object => ({ ...stage.counts.digests.trips, ...change });

/** A field of a document or of the ledger → the problem that names it; every other one stays as it was. */
const fields: [what: string, act: () => void, code: string, message: RegExp][] = [
  [
    'raw manifest: dataset',
    () => manifest({ source_month: '2024-08' }),
    'raw_manifest_differs',
    /source_month 2024-08/,
  ],
  ['raw manifest: key', () => manifest({ key: 'yellow/x' }), 'raw_manifest_differs', /key yellow\/x/],
  ['raw manifest: bucket', () => manifest({ bucket: 'mine' }), 'raw_manifest_differs', /bucket mine/],
  [
    'raw manifest: rows',
    () => manifest({ rows: 99 }),
    'raw_manifest_differs',
    /rows 99, the raw file's footer 100/,
  ],
  ['raw manifest: row groups', () => manifest({ row_groups: 2 }), 'raw_manifest_differs', /row_groups 2/],
  [
    'raw manifest: schema',
    () => manifest({ physical_schema: [] }),
    'raw_manifest_differs',
    /physical_schema \[\]/,
  ],
  [
    'raw manifest: contract',
    () => manifest({ contract_version: 9 }),
    'raw_manifest_differs',
    /contract_version 9/,
  ],
  [
    'raw manifest: digests',
    () => manifest({ accepted: digests({ row_hash: '1' }) }),
    'raw_manifest_differs',
    /changed places/,
  ],
  [
    'raw manifest: no digests',
    () => manifest({ accepted: undefined }),
    'raw_manifest_differs',
    /lacks digests/,
  ],
  [
    'raw manifest: proof',
    () => manifest({ proof: 'md5' }),
    'raw_manifest_differs',
    /proof md5, load_ledger multipart_md5/,
  ],
  [
    'raw manifest: rules',
    () => manifest({ by_rule: {} }),
    'raw_manifest_differs',
    /by_rule .*raw-manifest\.json \{\}$/,
  ],
  ['report: engine', () => report({ engine: 'spark' }), 'report_differs', /engine spark, load_ledger duckdb/],
  ['report: era', () => report({ era: 'x' }), 'report_differs', /era x/],
  ['report: etag', () => report({ source_etag: 'x' }), 'report_differs', /source_etag x/],
  ['report: bucket', () => report({ bucket: 'x' }), 'report_differs', /bucket x/],
  ['report: COPY manifest', () => report({ copy_manifest: 'x' }), 'report_differs', /copy_manifest x/],
  [
    'report: raw manifest',
    () => report({ raw_manifest: { bucket: 'raw', key: 'x' } }),
    'report_differs',
    /raw_manifest/,
  ],
  ['report: generated', () => report({ generated: true }), 'report_differs', /generated true/],
  [
    'report: rejected digests',
    () => report({ rejected: digests({ rows: '1' }) }),
    'report_differs',
    /rows, /,
  ],
  [
    'ledger: url',
    () => ledger({ source_url: 'https://tlc/x' }),
    'ledger_differs',
    /source_url https:\/\/tlc\/x/,
  ],
  ['ledger: bytes', () => ledger({ source_bytes: 5 }), 'ledger_differs', /source_bytes 5/],
  [
    'ledger: date',
    () => ledger({ source_last_modified: '2024-11-20 00:00:01' }),
    'ledger_differs',
    /00:00:01/,
  ],
  ['ledger: run number', () => ledger({ run_number: 2 }), 'ledger_differs', /run_number 2/],
  [
    'ledger: loaded too early',
    () => ledger({ loaded_at: '2026-11-23 09:00:00' }),
    'ledger_differs',
    /was written at/,
  ],
  [
    'ledger: still to come',
    () => ledger({ loaded_at: '2199-01-01 00:00:00' }),
    'ledger_differs',
    /still to come/,
  ],
  ['ledger: no digests', () => ledger({ rejected_digests: null }), 'ledger_differs', /lacks digests/],
  [
    'the table: values',
    () => {
      stage.counts.digests = {
        ...stage.counts.digests,
        trips: { ...stage.counts.digests.trips, row_hash: '0' },
      };
    },
    'table_values_differ',
    /changed places between rows/,
  ],
  [
    'the quarantine table: values',
    () => {
      stage.counts.digests = {
        ...stage.counts.digests,
        quarantine: { ...stage.counts.digests.quarantine, row_hash: '0' },
      };
    },
    'quarantine_values_differ',
    /changed places/,
  ],
];

test.each(fields)('verify finds one field of %s', async (_, act, code, message) => {
  act();
  const { months } = await verify('--quick');
  expect(months[0]?.problems.map((problem) => problem.code)).toEqual([code]);
  expect(months[0]?.problems[0]?.message).toMatch(message);
});

test('a manifest that lost its proof is no proof, and crashes nothing', async () => {
  manifest({ proof: undefined });
  expect((await verify()).months[0]?.problems.map(({ code, message }) => [code, message])).toEqual([
    ['raw_manifest_differs', expect.stringContaining('says proof nothing, load_ledger multipart_md5')],
  ]);
});
