import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  annotatedSelect,
  type DatasetContract,
  datasets,
  type Era,
  endDay,
  eraOfMonth,
  firstDay,
  type MonthShape,
  missingColumns,
  type SourceMonth,
  sourceMonth,
  yellow,
} from '@tlc-elt/contracts';
import { ferries } from '@tlc-elt/contracts/made-up-dataset';
import { parquetMetadata } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import { shapeOfRows } from './month-sql.ts';
import { writeMonth } from './write-month.ts';

const shape: MonthShape = { rows: 20_000, broken: 821, previousMonth: 30, nextMonth: 15, brokenClock: 3 };
const directory = await mkdtemp(join(tmpdir(), 'generated-'));
const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
afterAll(async () => {
  connection.closeSync();
  await rm(directory, { recursive: true });
});

const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson();
const month = sourceMonth('2024-09');

test('a generated month has exactly the rows of each kind that were asked for', async () => {
  const path = await writeMonth(yellow, month, directory, { shape });
  const sound = 'trip_distance > 0 AND fare_amount > 0 AND total_amount > 0';
  const counts = await query(`SELECT
      count(*)::INTEGER AS rows, count(*) FILTER (NOT (${sound}))::INTEGER AS broken,
      count(*) FILTER (${sound} AND strftime(tpep_pickup_datetime, '%Y-%m') = '2024-09')::INTEGER AS inside,
      count(*) FILTER (${sound} AND tpep_pickup_datetime BETWEEN '2024-08-31' AND '2024-08-31 23:59:59')::INTEGER AS previous,
      count(*) FILTER (${sound} AND tpep_pickup_datetime BETWEEN '2024-10-01' AND '2024-10-01 23:59:59')::INTEGER AS next,
      count(*) FILTER (${sound} AND year(tpep_pickup_datetime) < 2010)::INTEGER AS broken_clock
    FROM '${path}'`);
  expect(counts).toEqual([
    { rows: 20_000, broken: 821, inside: 20_000 - 821 - 48, previous: 30, next: 15, broken_clock: 3 },
  ]);
});

test('while a month is written, the bytes so far are told, and never more than there are in the end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'told-'));
  const told: number[] = [];
  const tell = (bytes: number): void => void told.push(bytes);
  const path = await writeMonth(yellow, month, folder, { shape, tell, tellEveryMs: 1 });
  const { size } = await stat(path);
  await rm(folder, { recursive: true });
  expect(told.length).toBeGreaterThan(0);
  expect(Math.max(...told)).toBeLessThanOrEqual(size);
});

test('the footer says that the file is generated, and has the physical types of the era', async () => {
  const path = await writeMonth(yellow, month, directory, { shape });
  const bytes = await readFile(path);
  const footer = parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  expect(footer.key_value_metadata).toContainEqual({ key: 'tlc-elt.generated', value: 'true' });
  const types = Object.fromEntries(footer.schema.slice(1).map((column) => [column.name, column.type]));
  expect(types).toMatchObject({
    VendorID: 'INT32',
    PULocationID: 'INT32',
    passenger_count: 'INT64',
    Airport_fee: 'DOUBLE',
  });
  const pickup = footer.schema.find((column) => column.name === 'tpep_pickup_datetime');
  expect(pickup?.logical_type).toMatchObject({ type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MICROS' });
});

test('the same seed gives the same rows, another seed gives others', async () => {
  const digest = async (seed: number): Promise<unknown> => {
    const folder = await mkdtemp(join(tmpdir(), 'seed-'));
    const path = await writeMonth(yellow, month, folder, { shape, seed });
    const rows = await query(`SELECT md5(string_agg(t::VARCHAR, '\n')) AS digest FROM '${path}' AS t`);
    await rm(folder, { recursive: true });
    return rows[0]?.digest;
  };
  const [first, again, other] = [await digest(1), await digest(1), await digest(2)];
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test.each([
  [
    '2015-03',
    {
      VendorID: 'BIGINT',
      passenger_count: 'BIGINT',
      congestion_surcharge: 'INTEGER',
      airport_fee: 'INTEGER',
    },
  ],
  [
    '2019-03',
    { VendorID: 'BIGINT', passenger_count: 'DOUBLE', congestion_surcharge: 'DOUBLE', airport_fee: 'INTEGER' },
  ],
  ['2026-08', { VendorID: 'INTEGER', cbd_congestion_fee: 'DOUBLE', request_source: 'VARCHAR' }],
] as const)('%s has the columns of its era', async (text, expected) => {
  const path = await writeMonth(yellow, sourceMonth(text), directory, { shape });
  const columns = await query(`DESCRIBE SELECT * FROM '${path}'`);
  expect(Object.fromEntries(columns.map((column) => [column.column_name, column.column_type]))).toMatchObject(
    expected,
  );
});

/** Rows of a generated file by the rules that they break, as the jobs judge them. */
async function judged(
  contract: DatasetContract,
  path: string,
  era: Era,
  at: SourceMonth,
): Promise<Record<string, number>> {
  const [start, end] = [
    `(DATE '${firstDay(at)}' - INTERVAL 1 DAY)`,
    `(DATE '${endDay(at)}' + INTERVAL 1 DAY)`,
  ];
  const fills = missingColumns(contract, era).map((sql) => `, ${sql}`);
  const sql = annotatedSelect(contract)
    .replace('{source}', `(SELECT *${fills.join('')} FROM '${path}')`)
    .replaceAll("'{window_start}'", start)
    .replaceAll("'{window_end}'", end);
  const rows = await query(`SELECT broken_rules AS name, count(*)::INTEGER AS rows FROM (${sql}) GROUP BY 1`);
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}

test.each([...Object.values(datasets), ferries])(
  'a generated month of $dataset has the types of its era, and breaks rules as often as its shape says',
  async (contract) => {
    const at = sourceMonth(contract.firstMonth > '2020-09' ? contract.firstMonth : '2020-09');
    const era = eraOfMonth(contract, at) as Era;
    const small = shapeOfRows(contract.generated.shape, 20_000, 90);
    const path = await writeMonth(contract, at, directory, { shape: small });
    const columns = await query(`DESCRIBE SELECT * FROM '${path}'`);
    const types: Record<string, string> = {
      BIGINT: 'INT64',
      INTEGER: 'INT32',
      VARCHAR: 'STRING',
      TIMESTAMP: 'TIMESTAMP_MICROS',
    };
    const found = columns.map(({ column_name, column_type }) => [
      column_name,
      types[`${column_type}`] ?? column_type,
    ]);
    expect(found.map(([name]) => name)).toEqual(era.columns.map(({ name }) => name));
    for (const [index, { types, allNullType }] of era.columns.entries())
      expect([...types, allNullType]).toContain(found[index]?.[1]);
    const { '': sound, ...broken } = await judged(contract, path, era, at);
    expect(sound).toBe(20_000 - 90 - small.brokenClock);
    const [clocks, values] = Object.entries(broken).reduce(
      ([clocks, values], [rule, rows]) =>
        rule.endsWith('_in_source_month') ? [clocks + rows, values] : [clocks, values + rows],
      [0, 0],
    );
    expect([clocks, values]).toEqual([small.brokenClock, 90]);
  },
);

test('a month of an era without zone ids cannot be generated, and says why', async () => {
  await expect(writeMonth(yellow, sourceMonth('2010-05'), directory, { shape })).rejects.toThrow(
    /2010-05 cannot be generated: .*zone ids/,
  );
});

test('a column that is added to the contract alone is generated, with a value of its type or the one described', async () => {
  const [last] = yellow.eras.slice(-1) as [Era];
  const eras = [
    {
      ...last,
      columns: [...last.columns, { name: 'request_fee', types: ['DOUBLE'], allNullType: 'INT32' }],
    },
  ];
  const added = { ...yellow, eras } as DatasetContract;
  const described = {
    ...added,
    generated: {
      ...yellow.generated,
      columns: { ...yellow.generated.columns, request_fee: { sql: '2.5 + breaks' } },
    },
  };
  for (const [contract, fees] of [
    [added, [1]],
    [described, [1.5, 2.5, 3.5, 4.5, 5.5]],
  ] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'added-'));
    const path = await writeMonth(contract, sourceMonth('2027-01'), folder, { shape });
    expect(
      await query(
        `SELECT DISTINCT request_fee AS fee, typeof(request_fee) AS type FROM '${path}' ORDER BY 1`,
      ),
    ).toEqual(fees.map((fee) => ({ fee, type: 'DOUBLE' })));
    await rm(folder, { recursive: true });
  }
});
