import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  eraOfMonth,
  PublicationDiff,
  type RawManifest,
  rawFileKey,
  rawManifestKey,
  type SourceMonth,
  sourceFileName,
  sourceMonth,
  yellow,
} from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { parquetOf } from '../../../test/parquet.ts';

const month = sourceMonth('2024-09');
const file = sourceFileName(yellow, month);
const sqlTypes: Readonly<Record<string, string>> = {
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
  STRING: 'VARCHAR',
  TIMESTAMP_MICROS: 'TIMESTAMP',
};
const columns = (eraOfMonth(yellow, month)?.columns ?? []).map(({ name, types: [type = ''] }) => ({
  name,
  type,
}));

/** Values of a trip in SQL: what is not named is NULL, and the fare is the total. */
type Trip = Readonly<Record<string, string>>;
const trip = (minute: number, fare: number, more: Trip = {}): Trip => ({
  VendorID: '2',
  tpep_pickup_datetime: `TIMESTAMP '2024-09-0${1 + (minute % 2)} 10:${String(minute).padStart(2, '0')}:00'`,
  tpep_dropoff_datetime: "TIMESTAMP '2024-09-03 11:00:00'",
  PULocationID: String(100 + minute),
  DOLocationID: '7',
  fare_amount: String(fare),
  total_amount: String(fare),
  ...more,
});

let stage: LocalStage;
beforeAll(async () => {
  stage = await startLocalStage();
  await createTables(stage);
}, 60_000);
afterAll(() => stage?.stop());

/** Keeps a publication of these trips in raw, as IngestRaw leaves it. */
async function keep(
  etag: string,
  day: string,
  trips: readonly Trip[],
  schema: typeof columns = columns,
  of: SourceMonth = month,
): Promise<void> {
  const row = (values: Trip): string =>
    `SELECT ${schema.map(({ name, type }) => `CAST(${values[name] ?? 'NULL'} AS ${sqlTypes[type]}) AS "${name}"`).join(', ')}`;
  const bytes = await parquetOf(trips.map(row).join(' UNION ALL '));
  const key = rawFileKey(yellow, of, etag);
  const manifest: RawManifest = {
    version: 1,
    dataset: 'yellow',
    source_month: of,
    source: { url: `https://tlc/${file}`, etag, last_modified: `${day}T00:00:00Z`, bytes: bytes.byteLength },
    bucket: 'raw',
    key,
    bytes: bytes.byteLength,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    rows: trips.length,
    row_groups: 1,
    physical_schema: schema,
    era: 'yellow-2023-02',
    contract_version: 2,
    generated: false,
    run_id: 'yellow-2024-09-r1',
    ingested_at: `${day}T01:00:00Z`,
  };
  await stage.put('raw', key, bytes);
  await stage.put('raw', rawManifestKey(yellow, of, etag), JSON.stringify(manifest));
}

const trips = [trip(1, 10), trip(1, 10), trip(2, 20), trip(3, 30), trip(4, 40)];

beforeAll(async () => {
  await keep('aaa1', '2024-11-20', trips);
  // The same in another order, one copy less; a fare of 20 is 25, trip 3 is gone, trip 5 is new.
  await keep('aab2', '2025-01-15', [
    trip(5, 5.5),
    trip(4, 40),
    trip(2, 25, { RatecodeID: '2' }),
    trip(1, 10),
  ]);
  await load(stage, ['2024-09', 1, 'yellow-2024-09-r1', 'aaa1']);
});

const diff = async (...argv: string[]): Promise<PublicationDiff> => {
  const { code, stdout, stderr } = await stage.ops('diff', '2024-09', ...argv, '--json');
  if (code !== 0) throw new Error(stderr);
  return PublicationDiff.parse(JSON.parse(stdout));
};

test('the loaded publication beside the newest: rows, columns, days, zones and money', async () => {
  const expected = {
    rows: { added: 1, removed: 2, changed: 1, equal: 2 },
    schema: [],
    reordered: false,
    by_column: [
      { column: 'RatecodeID', rows: 1, money: null },
      { column: 'fare_amount', rows: 1, money: 5 },
      { column: 'total_amount', rows: 1, money: 5 },
    ],
    by_day: [
      { day: '2024-09-01', added: 0, removed: 0, changed: 1 },
      { day: '2024-09-02', added: 1, removed: 2, changed: 0 },
    ],
    by_zone: [
      { zone: 101, added: 0, removed: 1, changed: 0 },
      { zone: 102, added: 0, removed: 0, changed: 1 },
      { zone: 103, added: 0, removed: 1, changed: 0 },
      { zone: 105, added: 1, removed: 0, changed: 0 },
    ],
  };
  const found = await diff();
  expect(found).toMatchObject(expected);
  expect([found.before.etag, found.after.etag, found.before.rows, found.after.rows]).toEqual([
    'aaa1',
    'aab2',
    5,
    4,
  ]);
  expect(found.money.find(({ column }) => column === 'total_amount')).toEqual({
    column: 'total_amount',
    before: 110,
    after: 80.5,
    difference: -29.5,
  });
  expect(found.money.find(({ column }) => column === 'tip_amount')).toEqual({
    column: 'tip_amount',
    before: null,
    after: null,
    difference: 0,
  });
});

test('for people: each publication, and what changed', async () => {
  const { code, stdout } = await stage.ops('diff', '2024-09');
  expect([code, stdout]).toEqual([
    0,
    `yellow 2024-09
before  aaa1  published 2024-11-20  5 rows
after   aab2  published 2025-01-15  4 rows

rows     count  of those before
equal        2          40.00 %
changed      1          20.00 %
added        1          20.00 %
removed      2          40.00 %

changed column  rows  money
RatecodeID         1
fare_amount        1  +5.00
total_amount       1  +5.00

day         added  removed  changed
2024-09-01      0        0        1
2024-09-02      1        2        0

pickup zone  added  removed  changed
101              0        1        0
102              0        0        1
103              0        1        0
105              1        0        0

sum, US dollars  before  after  difference
fare_amount      110.00  80.50      -29.50
total_amount     110.00  80.50      -29.50
`,
  ]);
});

test('--csv: a line for each column, day, zone and sum', async () => {
  const { stdout } = await stage.ops('diff', '2024-09', 'aaa', 'aab', '--csv');
  expect(stdout.split('\n').slice(0, 5)).toEqual([
    'of,name,added,removed,changed,before,after,difference',
    'column,RatecodeID,,,1,,,',
    'column,fare_amount,,,1,,,5',
    'column,total_amount,,,1,,,5',
    'day,2024-09-01,0,0,1,,,',
  ]);
});

test('a publication beside itself has every row in common', async () => {
  expect(await diff('aaa1', 'aaa1')).toMatchObject({
    rows: { added: 0, removed: 0, changed: 0, equal: 5 },
    by_column: [],
    by_day: [],
    by_zone: [],
  });
  expect((await stage.ops('diff', '2024-09', 'aaa1', 'aaa1')).stdout).toContain('every row is in both');
});

test('columns that were added, retyped, moved or written in other letters are told, and change no row', async () => {
  const others = columns
    .map(({ name, type }) => {
      if (name === 'VendorID') return { name, type: 'INT64' };
      if (name === 'passenger_count') return { name, type: 'DOUBLE' };
      return { name: name === 'Airport_fee' ? 'airport_fee' : name, type };
    })
    .toReversed();
  const more = trips.map((each) => ({ ...each, cbd_congestion_fee: '0.75' }));
  await keep('schema', '2024-10-01', more, [...others, { name: 'cbd_congestion_fee', type: 'DOUBLE' }]);
  const found = await diff('aaa1', 'schema');
  expect(found).toMatchObject({
    rows: { added: 0, removed: 0, changed: 0, equal: 5 },
    reordered: true,
    schema: [
      {
        column: 'VendorID',
        before_name: 'VendorID',
        before_type: 'INT32',
        after_name: 'VendorID',
        after_type: 'INT64',
      },
      { column: 'passenger_count', before_type: 'INT64', after_type: 'DOUBLE' },
      { column: 'airport_fee', before_name: 'Airport_fee', after_name: 'airport_fee' },
      { column: 'cbd_congestion_fee', before_name: null, before_type: null, after_type: 'DOUBLE' },
    ],
  });
  expect(found.money.at(-1)).toEqual({
    column: 'cbd_congestion_fee',
    before: null,
    after: 3.75,
    difference: 3.75,
  });
});

test('a column that this clone does not know is not passed over', async () => {
  await keep('newer', '2024-10-03', trips, [...columns, { name: 'horse', type: 'STRING' }]);
  expect((await stage.ops('diff', '2024-09', 'aaa1', 'newer')).stderr).toContain(
    'the yellow contract of this clone has no column horse, which a file of the month has',
  );
});

test('a start that fits several publications, or none, is refused with those that there are', async () => {
  expect(await stage.ops('diff', '2024-09', 'aa', 'aab')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      '"aa" is the start of several ETags: aaa1 (published 2024-11-20), aab2 (published 2025-01-15)',
    ),
  });
  expect((await stage.ops('diff', '2024-09', 'x', 'aab')).stderr).toContain(
    'raw has no publication whose ETag starts with "x", but aaa1',
  );
  expect(await stage.ops('diff', '2024-09', 'aaa1')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('a publication is compared with another one, and there is one'),
  });
});

test('a month of which raw has nothing, or only one publication, has nothing to compare', async () => {
  expect(await stage.ops('diff', '2019-03')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('raw has no publication of yellow 2019-03'),
  });
  await keep('only', '2019-05-20', trips, columns, sourceMonth('2019-03'));
  expect(await stage.ops('diff', '2019-03')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      'there is nothing to compare: raw has one publication, only (published 2019-05-20)',
    ),
  });
});

test('what the publisher has and raw has not is told, with what to type', async () => {
  stage.publish(file, 'PAR1', new Date('2025-05-20T12:00:00Z'));
  const { code, stderr } = await stage.ops('diff', '2024-09');
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(
      /^the publisher has another publication, \S+ of 2025-05-20, which raw has not\nnext: {2}.*pnpm.* ops run 2024-09 brings it there\n$/,
    ),
  ]);
});

test('a file that is not the one of its manifest is not compared', async () => {
  await keep('bad', '2024-10-02', trips);
  await stage.put('raw', rawFileKey(yellow, month, 'bad'), readFileSync(join(import.meta.dirname, 'run.ts')));
  const { code, stderr } = await stage.ops('diff', '2024-09', 'bad', 'aaa1');
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/bad\/yellow_tripdata_2024-09.parquet has SHA-256 \w+, and its manifest says \w+/),
  ]);
});
