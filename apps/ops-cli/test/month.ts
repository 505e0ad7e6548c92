import { createHash } from 'node:crypto';
import {
  attemptPrefix,
  type ColumnContract,
  type CopyManifest,
  copyManifestKey,
  type Digests,
  type Era,
  eraOfMonth,
  GENERATED_KEY,
  LEDGER_TABLE,
  ledgerColumns,
  loadedKey,
  loadingKey,
  type Profile,
  profileKey,
  quarantineColumns,
  type RawManifest,
  rawManifestKey,
  rawPrefix,
  sourceFileName,
  sourceMonth,
  type TransformReport,
  transformReportKey,
  yellow,
} from '@tlc-elt/contracts';
import type { FakeAws } from './fake-aws.ts';
import { parquetOf } from './parquet.ts';
import { warehouse } from './stage.ts';

export const month = sourceMonth('2024-09');
export const runId = 'yellow-2024-09-r1';
export const attempt = '0f8b4c0e-1111-4222-8333-444455556666';
const place = [yellow, month, runId, attempt] as const;
export const prefix = `processed/${attemptPrefix(...place)}`;
export const keys = {
  rawFile: `raw/${rawPrefix(yellow, month, 'etag1')}${sourceFileName(yellow, month)}`,
  rawManifest: `raw/${rawManifestKey(yellow, month, 'etag1')}`,
  report: `processed/${transformReportKey(...place)}`,
  profile: `processed/${profileKey(...place)}`,
  copyManifest: `processed/${copyManifestKey(...place)}`,
  trips: `${prefix}trips/part-0.parquet`,
  quarantine: `${prefix}quarantine/part-0.parquet`,
  quarantineCopy: `${prefix}quarantine-copy/part-0.parquet`,
  quarantineCopyManifest: `${prefix}quarantine-copy-manifest.json`,
  loading: `processed/${loadingKey('yellow', month)}`,
  loaded: `processed/${loadedKey('yellow', month)}`,
};
const era = eraOfMonth(yellow, month) as Era;
const sqlTypes: Readonly<Record<string, string>> = {
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
  STRING: 'VARCHAR',
  TIMESTAMP_MICROS: 'TIMESTAMP',
};
const rawColumns = era.columns
  .map(({ name, types: [type = ''] }) => `CAST(NULL AS ${sqlTypes[type]}) AS "${name}"`)
  .join(', ');
const inBucket = (path: string): string => path.slice(path.indexOf('/') + 1);

/** Counts that the warehouse gives. */
export interface Counts {
  digests: { trips: Digests; quarantine: Digests };
  ledger: Record<string, string | number | boolean | null>[];
  trips: [month: string | null, pickup: string, rows: number][];
  quarantine: [month: string | null, runId: string, rows: number][];
  /** Rows of the tables of lookups, by the statement that asks for them. */
  lookups?: (sql: string) => (string | number)[][];
}

/** 100 rows, 88 accepted, 12 rejected: 9 without a distance, 5 without a fare, 2 of them without both. */
export async function loadMonth(fake: FakeAws, generated = false): Promise<Counts> {
  const [raw, trips, quarantine, copy] = await Promise.all([
    parquetOf(
      `SELECT ${rawColumns} FROM range(100)`,
      `COMPRESSION snappy, KV_METADATA {'${GENERATED_KEY}': '${generated}'}`,
    ),
    parquetOf('SELECT range AS x FROM range(88)'),
    parquetOf(
      "SELECT CASE WHEN range < 2 THEN 'trip_distance_positive,fare_amount_positive' WHEN range < 9 THEN 'trip_distance_positive' ELSE 'fare_amount_positive' END AS broken_rules FROM range(12)",
    ),
    parquetOf('SELECT range AS x FROM range(12)'),
  ]);
  const put = (path: string, bytes: Uint8Array): void => void fake.objects.set(path, bytes);
  put(keys.rawFile, raw);
  put(keys.trips, trips);
  put(keys.quarantine, quarantine);
  put(keys.quarantineCopy, copy);
  const entry = (key: string, bytes: Uint8Array): CopyManifest => ({
    entries: [{ url: `s3://${key}`, mandatory: true, meta: { content_length: bytes.byteLength } }],
  });
  writeJson(fake, keys.quarantineCopyManifest, entry(keys.quarantineCopy, copy));
  const sha256 = createHash('sha256').update(raw).digest('hex');
  writeJson(fake, keys.rawManifest, { ...rawManifest(raw.byteLength), sha256, generated });
  writeJson(fake, keys.report, {
    ...report(trips.byteLength, quarantine.byteLength, copy.byteLength),
    generated,
  });
  writeJson(fake, keys.profile, profile);
  writeJson(fake, keys.copyManifest, entry(keys.trips, trips));
  const loading = { version: 1, dataset: 'yellow', source_month: month, run_id: runId, attempt };
  writeJson(fake, keys.loading, loading);
  const { load_number, source_etag, source_last_modified, loaded_at } = ledgerRow;
  const source = { source_etag, source_bytes: raw.byteLength, source_last_modified };
  writeJson(fake, keys.loaded, { ...loading, load_number, ...source, loaded_at });
  const counts: Counts = {
    digests: { trips: accepted, quarantine: rejected },
    ledger: [{ ...ledgerRow, source_bytes: raw.byteLength, source_sha256: sha256, generated }],
    trips: [
      ['2024-09-01', '2024-08-01 00:00:00', 3],
      ['2024-09-01', '2024-09-01 00:00:00', 85],
    ],
    quarantine: [['2024-09-01', runId, 12]],
  };
  warehouse(fake, (sql) => answer(counts, sql));
  return counts;
}

export const writeJson = (fake: FakeAws, path: string, value: unknown): void =>
  void fake.objects.set(path, Buffer.from(JSON.stringify(value)));
export const readJson = (fake: FakeAws, path: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(fake.objects.get(path) ?? '').toString()) as Record<string, unknown>;

/** The warehouse counts what a statement asks for: months of its IN list, or all. */
function answer(counts: Counts, sql: string) {
  if (/lookup_ledger|taxi_zone/.test(sql)) return { rows: counts.lookups?.(sql) ?? [] };
  const months = [...sql.matchAll(/'(\d{4}-\d{2}-01)'/g)].map(([, day]) => day);
  const wanted = (day: unknown): boolean => months.length === 0 || months.includes(String(day));
  if (sql.includes('digest_rows'))
    return digestRow(counts.digests[sql.includes(yellow.quarantineTable) ? 'quarantine' : 'trips']);
  if (sql.includes(`FROM ${LEDGER_TABLE}`)) {
    const columns = ledgerColumns.map(({ name }) => name);
    const rows = counts.ledger.filter(({ source_month }) => wanted(source_month));
    if (sql.includes('DISTINCT run_id'))
      return { columns: ['run_id'], rows: rows.map((row) => [row.run_id ?? null]) };
    return { columns, rows: rows.map((row) => columns.map((name) => row[name] ?? null)) };
  }
  const table = sql.includes(yellow.quarantineTable) ? counts.quarantine : counts.trips;
  return { rows: table.filter(([day]) => wanted(day)) };
}

/** Digests of made-up values. */
function digestsFor(columns: readonly ColumnContract[], rows: number): Digests {
  const made = { nulls: '0', sum: '11', hash: '12' };
  const one = ({ type }: ColumnContract) =>
    type === 'DOUBLE PRECISION' ? { ...made, fraction: '13' } : made;
  return {
    rows: String(rows),
    row_hash: '14',
    columns: Object.fromEntries(columns.map((column) => [column.name, one(column)])),
  };
}
const accepted = digestsFor(yellow.columns, 88);
const rejected = digestsFor(quarantineColumns, 12);

/** As the warehouse answers to a digest's SELECT. */
function digestRow({ rows, row_hash, columns }: Digests) {
  const parts = Object.entries(columns).flatMap(([name, digest]) =>
    Object.entries(digest).map(([part, value]) => [`${name}__${part}`, value] as const),
  );
  const all = [['digest_rows', rows], ['digest_row_hash', row_hash], ...parts] as const;
  return { columns: all.map(([name]) => name), rows: [all.map(([, value]) => value)] };
}

const shared = { dataset: 'yellow', contract_version: 1, generated: false, run_id: runId } as const;
/** Rejected rows by rule: those that are given, and 0 for every other rule of the contract. */
export const countsByRule = (broken: Readonly<Record<string, number>>): Record<string, number> => ({
  ...Object.fromEntries(yellow.rules.map(({ name }) => [name, 0])),
  ...broken,
});
const byRule = countsByRule({ trip_distance_positive: 9, fare_amount_positive: 5 });

const rawManifest = (bytes: number): RawManifest => ({
  ...shared,
  version: 1,
  source_month: month,
  source: {
    url: 'https://tlc/yellow_tripdata_2024-09.parquet',
    etag: 'etag1',
    last_modified: '2024-11-20T00:00:00Z',
    bytes,
  },
  bucket: 'raw',
  key: inBucket(keys.rawFile),
  bytes,
  sha256: 'a'.repeat(64),
  proof: 'multipart_md5',
  rows: 100,
  row_groups: 1,
  physical_schema: era.columns.map(({ name, types: [type = ''] }) => ({ name, type })),
  era: era.name,
  accepted,
  by_rule: byRule,
  ingested_at: '2026-11-23T10:00:00Z',
});

const report = (trips: number, quarantine: number, copy: number): TransformReport => ({
  ...shared,
  version: 1,
  source_month: month,
  attempt,
  engine: 'duckdb',
  era: 'yellow-2023-02',
  raw_manifest: { bucket: 'raw', key: inBucket(keys.rawManifest) },
  source_etag: 'etag1',
  source_rows: 100,
  accepted_rows: 88,
  quarantined_rows: 12,
  quarantine_by_rule: byRule,
  duplicate_rows: 4,
  bucket: 'processed',
  trips: [{ key: inBucket(keys.trips), rows: 88, bytes: trips }],
  quarantine: [{ key: inBucket(keys.quarantine), rows: 12, bytes: quarantine }],
  quarantine_copy: [{ key: inBucket(keys.quarantineCopy), rows: 12, bytes: copy }],
  profile: inBucket(keys.profile),
  copy_manifest: inBucket(keys.copyManifest),
  quarantine_copy_manifest: inBucket(keys.quarantineCopyManifest),
  accepted,
  rejected,
  seconds: 1,
  written_at: '2026-11-23T10:00:00Z',
});

const profile: Profile = {
  version: 1,
  dataset: 'yellow',
  source_month: month,
  run_id: runId,
  attempt,
  contract_version: yellow.version,
  rows: 88,
  duplicate_rows: 4,
  nulls: {},
  days: { none: 88, elsewhere: 0, hours: {} },
  zones: { none: 88, elsewhere: 0, hours: {} },
  categories: {},
  measures: {},
};

export const ledgerRow = {
  ...shared,
  source_month: '2024-09-01',
  load_number: 1,
  run_number: 1,
  attempt,
  source_url: 'https://tlc/yellow_tripdata_2024-09.parquet',
  source_etag: 'etag1',
  source_last_modified: '2024-11-20 00:00:00',
  source_bytes: 1,
  source_sha256: 'a'.repeat(64),
  source_rows: 100,
  accepted_rows: 88,
  quarantined_rows: 12,
  quarantine_by_rule: JSON.stringify(byRule),
  loaded_rows: 88,
  era: 'yellow-2023-02',
  engine: 'duckdb',
  forced: false,
  quarantine_accepted: false,
  loaded_at: '2026-11-23 10:00:00',
  source_proof: 'multipart_md5',
  accepted_digests: JSON.stringify(accepted),
  rejected_digests: JSON.stringify(rejected),
};
