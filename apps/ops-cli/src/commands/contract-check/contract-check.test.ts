import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Dataset,
  type DatasetContract,
  datasets,
  type Era,
  sourceFileName,
  sourceMonth,
  yellow,
} from '@tlc-elt/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ops } from '../../../test/ops.ts';
import { parquetOf } from '../../../test/parquet.ts';
import { judgeFile } from './judge-file.ts';
import type { Result } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sqlTypes: Readonly<Record<string, string>> = {
  INT32: 'INTEGER',
  INT64: 'BIGINT',
  DOUBLE: 'DOUBLE',
  TIMESTAMP_MICROS: 'TIMESTAMP',
  STRING: 'VARCHAR',
};

/** One row in the exact physical schema of an era: column → SQL of its value. */
const columnsOf = (era: Era): Record<string, string> =>
  Object.fromEntries(
    era.columns.map(({ name, types: [type] }) => {
      const value = type === 'STRING' ? "'N'" : type === 'TIMESTAMP_MICROS' ? "'2024-09-01 10:00:00'" : '1';
      return [name, `${value}::${sqlTypes[type ?? '']}`];
    }),
  );

async function write(
  name: string,
  columns: Readonly<Record<string, string>>,
  options?: string,
): Promise<string> {
  const select = Object.entries(columns).map(([column, sql]) => `${sql} AS "${column}"`);
  const path = join(folder, name);
  writeFileSync(path, await parquetOf(`SELECT ${select.join(', ')}`, options));
  return path;
}

async function check(...argv: string[]): Promise<Result & { code: number }> {
  const { code, stdout, stderr } = await ops(['contract', 'check', '--json', ...argv], { root: folder });
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Result) };
}

const eras = yellow.eras.filter((era) => era.refused === undefined);
const era2024 = eras.find(({ name }) => name === 'yellow-2023-02') as Era;
const era2025 = eras.find(({ name }) => name === 'yellow-2025') as Era;

const everyEra = Object.values(datasets).flatMap(({ dataset, eras }) =>
  eras.filter(({ refused }) => refused === undefined).map((era) => ({ ...era, dataset, era })),
);

describe.each(everyEra)('a miniature of $name', ({ era, dataset }) => {
  test('fits, whatever the order of its columns', async () => {
    const file = sourceFileName(datasets[dataset as Dataset], era.from);
    await write(file, Object.fromEntries(Object.entries(columnsOf(era)).reverse()), 'COMPRESSION zstd');
    expect(await check(file, '--dataset', dataset)).toMatchObject({
      code: 0,
      files: [{ ok: true, rows: 1, era: era.name, error: null }],
    });
  });
});

test.each([
  ['PUlocationID', '12.5::DOUBLE', 'whole numbers that INTEGER can hold', '12.5'],
  ['SR_Flag', '7::INTEGER', 'only NULL of this type', '7'],
  ['Affiliated_base_number', "repeat('é', 128)", 'texts of at most 255 bytes', `${'é'.repeat(40)} …`],
])('a value of fhv that the table cannot hold is shown: %s', async (column, sql, expected, shown) => {
  const [era] = datasets.fhv.eras as [Era];
  await write('fhv_tripdata_2024-05.parquet', { ...columnsOf(era), [column]: sql });
  expect(await check('fhv_tripdata_2024-05.parquet', '--dataset', 'fhv')).toMatchObject({
    code: 1,
    files: [{ findings: [{ column, expected, found: `1 row(s) with another value, for example ${shown}` }] }],
  });
});

/** What is otherwise in a file of 2024-09 → column, expected, found. */
const damages: [string, (columns: Record<string, string>) => void, [string, string, string][]][] = [
  [
    'an unknown column',
    (c) => Object.assign(c, { no_such_fee: '1::DOUBLE' }),
    [['no_such_fee', 'none', 'DOUBLE']],
  ],
  ['a missing column', (c) => void delete c.fare_amount, [['fare_amount', 'DOUBLE', 'none']]],
  [
    'a column in another case',
    (c) => {
      delete c.Airport_fee;
      c.airport_fee = '1::DOUBLE';
    },
    [
      ['airport_fee', 'none', 'DOUBLE'],
      ['Airport_fee', 'DOUBLE (INT32 where all are NULL)', 'none'],
    ],
  ],
  ['a retyped column', (c) => Object.assign(c, { VendorID: "'1'" }), [['VendorID', 'INT32', 'STRING']]],
  [
    'nanoseconds',
    (c) => Object.assign(c, { tpep_pickup_datetime: "'2024-09-01'::TIMESTAMP_NS" }),
    [['tpep_pickup_datetime', 'TIMESTAMP_MICROS', 'TIMESTAMP_NANOS']],
  ],
  [
    'instants instead of wall clock',
    (c) => Object.assign(c, { tpep_pickup_datetime: "'2024-09-01 00:00:00+00'::TIMESTAMPTZ" }),
    [['tpep_pickup_datetime', 'TIMESTAMP_MICROS', 'TIMESTAMP_MICROS_UTC']],
  ],
  [
    'half a passenger',
    (c) => Object.assign(c, { passenger_count: '2.5::DOUBLE' }),
    [
      [
        'passenger_count',
        'whole numbers that INTEGER can hold',
        '1 row(s) with another value, for example 2.5',
      ],
    ],
  ],
  [
    'a number beyond INTEGER',
    (c) => Object.assign(c, { payment_type: '2147483648::BIGINT' }),
    [
      [
        'payment_type',
        'whole numbers that INTEGER can hold',
        '1 row(s) with another value, for example 2147483648',
      ],
    ],
  ],
  [
    'a value in a column that is INT32 only where all are NULL',
    (c) => Object.assign(c, { congestion_surcharge: '3::INTEGER' }),
    [['congestion_surcharge', 'only NULL of this type', '1 row(s) with another value, for example 3']],
  ],
];

describe('a file that the contract does not take is refused by column, expected and found', () => {
  test.each(damages)('%s', async (name, damage, expected) => {
    const columns = columnsOf(era2024);
    damage(columns);
    const path = await write(`${name}.parquet`, columns);
    const { code, files } = await check(path, '--month', '2024-09');
    const found = files[0]?.findings.map(({ column, expected: wanted, found: has }) => [column, wanted, has]);
    expect([code, files[0]?.error, found]).toEqual([1, 'SourceSchemaError', expected]);
    expect(files[0]?.next).toContain('docs/adding-a-column.md');
  });

  test.each([
    ['another name', 'cbd_fee'],
    ['another case', 'CBD_congestion_fee'],
    ['a blank behind', 'cbd_congestion_fee '],
  ])('the newest column under %s: old and new name, by the era of the month', async (_, renamed) => {
    const { cbd_congestion_fee: fee = '', ...others } = columnsOf(era2025);
    const path = await write('renamed.parquet', { ...others, [renamed]: fee });
    const { files } = await check(path, '--month', '2025-07');
    expect([files[0]?.era, files[0]?.findings]).toEqual([
      'yellow-2025',
      [
        { column: renamed, expected: 'none', found: 'DOUBLE' },
        { column: 'cbd_congestion_fee', expected: 'DOUBLE (INT32 where all are NULL)', found: 'none' },
      ],
    ]);
    const { stdout } = await ops(['contract', 'check', path, '--month', '2025-07'], { root: folder });
    expect(stdout).toContain(renamed.endsWith(' ') ? `"${renamed}" ` : renamed);
  });

  test('all NULL in that type is taken, and 2.0 passengers are two', async () => {
    const columns = {
      ...columnsOf(era2024),
      congestion_surcharge: 'NULL::INTEGER',
      passenger_count: '2.0::DOUBLE',
    };
    const path = await write('all-null.parquet', columns);
    expect(await check(path, '--month', '2024-09')).toMatchObject({ code: 0, ok: true });
  });

  test('an old month that was rewritten with the schema of today fits that era', async () => {
    const path = await write('rewritten.parquet', columnsOf(era2024));
    expect((await check(path, '--month', '2019-03')).files[0]?.era).toBe('yellow-2023-02');
  });

  test.each([
    ['empty.parquet', '', /begins with "", not with PAR1/],
    ['page.parquet', '<html>', /begins with "<htm", not with PAR1/],
    ['truncated.parquet', 'PAR1 and then nothing', /bytes end in "hing", not in PAR1/],
    ['nonsense.parquet', 'PAR1xxxxxxxxxxxxxxxx\x04\x00\x00\x00PAR1', /its footer cannot be read/],
  ])('%s is no parquet file', async (name, content, reason) => {
    writeFileSync(join(folder, name), content, 'latin1');
    const { code, files } = await check(name, '--month', '2024-09');
    expect([code, files[0]?.error]).toEqual([1, 'SourceFileInvalid']);
    expect(files[0]?.reason).toMatch(reason);
  });

  test('a month that the contract refuses, before the file is opened', async () => {
    const { files } = await check('nowhere/yellow_tripdata_2010-02.parquet');
    expect(files[0]).toMatchObject({
      error: 'MonthNotSupported',
      reason: expect.stringContaining('taxi zone ids'),
    });
  });
});

test('for people: one line where it fits; a table and what to do where not', async () => {
  await write('yellow_tripdata_2024-09.parquet', columnsOf(era2024));
  await write('yellow_tripdata_2024-10.parquet', { ...columnsOf(era2024), extra_column: '1::BIGINT' });
  const { code, stdout } = await ops(
    ['contract', 'check', 'yellow_tripdata_2024-09.parquet', 'yellow_tripdata_2024-10.parquet'],
    { root: folder },
  );
  expect([code, stdout.replaceAll(`${folder}/`, '')]).toEqual([
    1,
    `ok  yellow_tripdata_2024-09.parquet: 1 rows, era yellow-2023-02

SourceSchemaError  yellow_tripdata_2024-10.parquet: does not fit era yellow-2023-02
column        expected  found
extra_column  none      INT64
next:  docs/adding-a-column.md shows how the contract learns a column, a type or an era
`,
  ]);
});

test.each([
  [['download.parquet'], 2, 'the name of '],
  [['missing.parquet', '--month', '2024-09'], 1, 'missing.parquet cannot be read: ENOENT'],
])('%j: exit code %d', async (argv, code, message) => {
  const outcome = await ops(['contract', 'check', ...argv], { root: folder });
  expect(outcome.code).toBe(code);
  expect(outcome.stderr).toContain(message);
});

test('a column and an era that were added to the contract are what the check goes by', async () => {
  const column = { name: 'no_such_fee', types: ['DOUBLE'] } as const;
  const era: Era = {
    name: 'yellow-2099',
    from: sourceMonth('2099-01'),
    columns: [...(eras.at(-1)?.columns ?? []), column],
  };
  const path = await write('yellow_tripdata_2099-01.parquet', columnsOf(era));
  expect((await check(path)).files[0]?.findings).toEqual([
    { column: 'no_such_fee', expected: 'none', found: 'DOUBLE' },
  ]);
  const known = yellow.eras.map((each) => (each.to ? each : { ...each, to: sourceMonth('2098-12') }));
  const contract: DatasetContract = { ...yellow, version: 2, eras: [...known, era] };
  expect(await judgeFile(path, undefined, contract)).toMatchObject({
    ok: true,
    era: 'yellow-2099',
  });
});

describe('the real samples', () => {
  const data = process.env.TLC_DATA_DIR ?? join(import.meta.dirname, '../../../../../../shared/data/tlc');
  const samples = existsSync(join(data, 'yellow-samples')) ? readdirSync(join(data, 'yellow-samples')) : [];
  let verdict: Result;
  beforeAll(async () => {
    if (samples.length > 0)
      verdict = await check(...samples.map((name) => join(data, 'yellow-samples', name)));
  });

  test.skipIf(samples.length === 0)('all fit the eras of their months (skipped where there are none)', () => {
    expect(verdict.files.map(({ ok, month, era }) => [ok, month, era])).toEqual([
      [true, '2018-01', 'yellow-2011'],
      [true, '2018-11', 'yellow-2018-07'],
      [true, '2019-01', 'yellow-2018-07'],
      [true, '2019-03', 'yellow-2018-07'],
      [true, '2019-07', 'yellow-2018-07'],
      [true, '2020-04', 'yellow-2018-07'],
      [true, '2020-05', 'yellow-2018-07'],
      [true, '2020-12', 'yellow-2018-07'],
      [true, '2025-02', 'yellow-2025'],
    ]);
  });
});
