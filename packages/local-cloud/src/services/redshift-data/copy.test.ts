import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parquetOf } from '../../../testing/redshift-data/parquet.ts';
import {
  ACCOUNT,
  type Client,
  COPY_ROLE,
  WarehouseCloud,
} from '../../../testing/redshift-data/warehouse-cloud.ts';

vi.setConfig({ testTimeout: 60_000 });
let cloud: WarehouseCloud;
let loader: Client;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const copy = (from: string, more = '', iam = COPY_ROLE): string =>
  `COPY goods FROM 's3://lake/${from}' IAM_ROLE '${iam}' FORMAT AS PARQUET ${more}`;

beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  loader = cloud.as('loader');
  await loader.run('CREATE TABLE goods (id INTEGER, label VARCHAR(3))');
  for (const [key, rows] of [
    ['open/many/1', 2],
    ['open/many/2', 3],
    ['closed/1', 1],
  ] as const)
    await cloud.put(
      `${key}.parquet`,
      await parquetOf(`SELECT i::INT AS anything, 'abc' AS goes FROM range(${rows}) r(i)`),
    );
});
afterAll(() => cloud.stop());

describe('where COPY reads', () => {
  test('a key prefix: every file below it, columns by position', async () => {
    expect((await loader.run(copy('open/many/'))).ResultRows).toBe(5);
    expect(await loader.rows('SELECT COUNT(*), MAX(label) FROM goods')).toEqual([[5, 'abc']]);
    expect(await loader.failure(copy('open/nothing/'))).toBe(
      "ERROR: The specified S3 prefix 'open/nothing/' does not exist",
    );
  });

  test('a manifest: lengths are compared, and a mandatory file must be there', async () => {
    const bytes = (await parquetOf(`SELECT i::INT AS anything, 'abc' AS goes FROM range(2) r(i)`)).length;
    await cloud.manifest('open/good.json', [{ key: 'open/many/1.parquet', bytes }]);
    await cloud.manifest('open/length.json', [{ key: 'open/many/1.parquet', bytes: bytes + 1 }]);
    await cloud.manifest('open/missing.json', [{ key: 'open/many/9.parquet', bytes }]);
    await cloud.manifest('open/optional.json', [
      { key: 'open/many/9.parquet', bytes, mandatory: false },
      { key: 'open/many/1.parquet', bytes },
    ]);
    await cloud.put(
      'open/bare.json',
      '{"entries":[{"url":"s3://lake/open/many/1.parquet","mandatory":true}]}',
    );
    await cloud.put('open/broken.json', '{"entries"');
    expect((await loader.run(copy('open/good.json', 'MANIFEST'))).ResultRows).toBe(2);
    expect((await loader.run(copy('open/optional.json', 'MANIFEST'))).ResultRows).toBe(2);
    expect(await loader.failure(copy('open/length.json', 'MANIFEST'))).toContain(
      `has ${bytes} bytes, and the manifest's content_length is ${bytes + 1}`,
    );
    expect(await loader.failure(copy('open/missing.json', 'MANIFEST'))).toContain(
      's3://lake/open/many/9.parquet is mandatory and does not exist',
    );
    expect(await loader.failure(copy('open/bare.json', 'MANIFEST'))).toContain('meta.content_length');
    expect(await loader.failure(copy('open/broken.json', 'MANIFEST'))).toContain('it is not JSON');
  });

  test('reads as its role: object by object, the bucket also with a manifest, and only roles of the namespace', async () => {
    expect(await loader.failure(copy('closed/'))).toMatch(
      /is not authorized to perform: s3:GetObject on resource: "?arn:aws:s3:::lake\/closed\/1.parquet/,
    );
    expect(await loader.failure(copy('open/many/', '', role('no-list-role')))).toMatch(
      /is not authorized to perform: s3:ListBucket on resource: "?arn:aws:s3:::lake/,
    );
    expect(await loader.failure(copy('open/good.json', 'MANIFEST', role('no-list-role')))).toMatch(
      /is not authorized to perform: s3:ListBucket on resource: "?arn:aws:s3:::lake/,
    );
    expect(await loader.failure(copy('open/many/', '', role('stranger-role')))).toContain(
      'not associated with the namespace',
    );
    expect(
      (
        await loader.run(
          "COPY goods FROM 's3://lake/open/many/' IAM_ROLE default PARQUET".replace(
            'PARQUET',
            'FORMAT PARQUET',
          ),
        )
      ).Status,
    ).toBe('FINISHED');
    expect(await loader.failure(copy('open/many/').replace('lake', 'no-such-bucket'))).toContain(
      'AccessDenied',
    );
  });

  test('who runs COPY needs INSERT on the table', async () => {
    expect(await cloud.as('analyst').failure(copy('open/many/'))).toBe(
      'ERROR: permission denied for relation goods',
    );
  });

  test('counts of columns, texts that are too long and files that are no parquet are refused with the file', async () => {
    await cloud.put('open/one/1.parquet', await parquetOf('SELECT 1::INT AS id'));
    await cloud.put('open/long/1.parquet', await parquetOf("SELECT 1::INT AS id, 'abcd' AS label"));
    await cloud.put('open/text/1.parquet', 'not parquet at all');
    expect(await loader.failure(copy('open/one/'))).toBe(
      'ERROR: Unmatched number of columns between table and file. Table columns: 2, Data columns: 1, File name: s3://lake/open/one/1.parquet',
    );
    expect(await loader.failure(copy('open/long/'))).toContain(
      'The length of the data column label is longer than the length defined in the table. Table: 3',
    );
    expect(await loader.failure(copy('open/text/'))).toContain(
      "File 's3://lake/open/text/1.parquet' is not a Parquet file",
    );
    await cloud.put('open/ids/1.parquet', await parquetOf('SELECT 77::INT AS id'));
    expect((await loader.run(copy('open/ids/').replace('goods', 'goods (id)'))).Status).toBe('FINISHED');
    expect(await loader.rows('SELECT label FROM goods WHERE id = 77')).toEqual([[null]]);
  });

  test('SYS_LOAD_HISTORY and SYS_LOAD_ERROR_DETAIL keep what COPY did, also where it was rolled back', async () => {
    await loader.run('CREATE TABLE logged (id INTEGER)');
    await loader.batch([copy('open/ids/').replace('goods', 'logged'), 'SELECT 1 / 0']);
    await loader.run(copy('open/many/').replace('goods', 'logged'));
    expect(
      await loader.rows(
        "SELECT status, data_source, loaded_rows, source_file_count FROM sys_load_history WHERE table_name = 'logged' ORDER BY query_id",
      ),
    ).toEqual([
      ['completed', 's3://lake/open/ids/', 1, 1],
      ['aborted', 's3://lake/open/many/', 0, 2],
    ]);
    const errors = await loader.rows(
      "SELECT file_name, error_message FROM sys_load_error_detail WHERE error_message LIKE 'Unmatched%' ORDER BY query_id DESC LIMIT 1",
    );
    expect(errors).toEqual([
      [
        's3://lake/open/many/1.parquet',
        'Unmatched number of columns between table and file. Table columns: 1, Data columns: 2, File name: s3://lake/open/many/1.parquet',
      ],
    ]);
  });
});

/** Parquet values by the type that their file gets, and the column types that take it. */
const PARQUET_TYPES: Readonly<Record<string, readonly string[]>> = {
  '1::TINYINT': ['SMALLINT', 'INTEGER'],
  '1::SMALLINT': ['SMALLINT', 'INTEGER'],
  '1::INTEGER': ['INTEGER'],
  '1::BIGINT': ['BIGINT'],
  '1::UINTEGER': [],
  '1::UBIGINT': [],
  '1::FLOAT': ['REAL'],
  '1::DOUBLE': ['DOUBLE PRECISION'],
  true: ['BOOLEAN'],
  "'a'": ['VARCHAR(10)'],
  "'a'::BLOB": [],
  "DATE '2024-01-31'": ['DATE'],
  "TIMESTAMP '2024-01-31 01:02:03'": ['TIMESTAMP'],
  "TIMESTAMPTZ '2024-01-31 01:02:03+00'": ['TIMESTAMP', 'TIMESTAMPTZ'],
  "'2024-01-31 01:02:03'::TIMESTAMP_NS": [],
  '1.5::DECIMAL(10,2)': ['DECIMAL(10,2)'],
  '1.5::DECIMAL(18,0)': ['DECIMAL'],
  "TIME '01:02:03'": [],
  '[1]': [],
};
const COLUMNS = [
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'REAL',
  'DOUBLE PRECISION',
  'BOOLEAN',
  'VARCHAR(10)',
  'DATE',
  'TIMESTAMP',
  'TIMESTAMPTZ',
  'DECIMAL(10,2)',
  'DECIMAL',
  'TIME',
];

describe('COPY converts nothing: each parquet type into each column type', () => {
  beforeAll(async () => {
    const tables = COLUMNS.map((type, index) => `CREATE TABLE into_${index} (c ${type})`);
    expect((await loader.batch(tables)).Status).toBe('FINISHED');
  });

  test.each(Object.entries(PARQUET_TYPES))('%s', async (value, taken) => {
    const key = `open/types/${Buffer.from(value).toString('hex')}/1.parquet`;
    await cloud.put(key, await parquetOf(`SELECT ${value} AS c`));
    const ends = await Promise.all(
      COLUMNS.map((_, index) =>
        loader.run(`COPY into_${index} FROM 's3://lake/${key}' IAM_ROLE '${COPY_ROLE}' FORMAT AS PARQUET`),
      ),
    );
    const fits = COLUMNS.filter((_, index) => ends[index]?.Status === 'FINISHED');
    for (const { Status, Error: error } of ends)
      if (Status !== 'FINISHED')
        expect(error).toContain("has an incompatible Parquet schema for column 'c'. Column type: ");
    expect(fits).toEqual(taken);
  });

  test('INT64 into INTEGER and nanoseconds are refused in words that help', async () => {
    await cloud.put('open/wide/1.parquet', await parquetOf("SELECT 1::BIGINT AS vendor, 'a' AS label"));
    expect(await loader.failure(copy('open/wide/'))).toBe(
      "ERROR: Spectrum Scan Error. File 's3://lake/open/wide/1.parquet' has an incompatible Parquet schema for column 'id'. Column type: INT, Parquet schema: optional int64 vendor",
    );
    await cloud.put(
      'open/nanos/1.parquet',
      await parquetOf("SELECT '2024-01-31'::TIMESTAMP_NS AS t, 'a' AS label"),
    );
    expect(await loader.failure(copy('open/nanos/'))).toContain(
      'Redshift reads nanoseconds as wrong dates; write microseconds',
    );
  });
});

describe('UNLOAD', () => {
  test('writes a query to parquet that COPY loads again, and does not overwrite', async () => {
    const unload = (more = ''): string =>
      `UNLOAD ('SELECT id, label FROM goods WHERE label = \\'abc\\'') TO 's3://lake/open/out/part_' IAM_ROLE '${COPY_ROLE}' FORMAT AS PARQUET ${more}`;
    const [[rows] = []] = await loader.rows("SELECT COUNT(*) FROM goods WHERE label = 'abc'");
    expect((await loader.run(unload())).Error).toBeUndefined();
    await loader.run('CREATE TABLE again (id INTEGER, label VARCHAR(3))');
    expect((await loader.run(copy('open/out/').replace('goods', 'again'))).ResultRows).toBe(rows);
    expect(await loader.failure(unload())).toContain('Specified unload destination on S3 is not empty');
    expect((await loader.run(unload('ALLOWOVERWRITE'))).Status).toBe('FINISHED');
    expect(await cloud.as('analyst').failure(unload('ALLOWOVERWRITE'))).toBe(
      'ERROR: permission denied for relation goods',
    );
    expect(await loader.failure(unload().replace('open/out', 'closed/out'))).toContain('s3:PutObject');
  });
});
