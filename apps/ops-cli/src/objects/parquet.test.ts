import { countValues, NotParquet, openParquet as openIn, rowsAt } from '@tlc-elt/stored';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../test/fake-aws.ts';
import { parquetOf } from '../../test/parquet.ts';
import { clientsOf } from '../aws/clients.ts';
import type { Runtime } from '../runtime.ts';
import { bucketOf } from './bucket.ts';

const openParquet = (key: string) => openIn(bucketOf(runtime, 'b'), key);

let fake: FakeAws;
let runtime: Runtime;

beforeAll(async () => {
  fake = await startFakeAws();
  const client = {
    endpoint: fake.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 's' },
  };
  const { signal } = new AbortController();
  runtime = { client: clientsOf({ client, awsEnvironment: undefined }), signal } as Runtime;
});
afterAll(() => fake.close());

const rules =
  "SELECT range AS id, CASE range % 3 WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'a,b' END AS broken_rules FROM range(30000)";

test.each(['snappy', 'zstd', 'gzip', 'uncompressed'])(
  'values of a column are counted through %s',
  async (codec) => {
    fake.objects.set('b/f', await parquetOf(rules, `COMPRESSION ${codec}, ROW_GROUP_SIZE 2048`));
    const parquet = await openParquet('f');
    expect(parquet?.rows).toBe(30000);
    expect(parquet && (await countValues(parquet, 'broken_rules'))).toEqual(
      new Map([
        ['a', 10000],
        ['b', 10000],
        ['a,b', 10000],
      ]),
    );
  },
);

test('a footer takes one request of its last bytes, however large the file is', async () => {
  fake.objects.set('b/large', await parquetOf('SELECT hash(range) AS x FROM range(400000)'));
  fake.calls.length = 0;
  const parquet = await openParquet('large');
  expect([parquet?.rows, parquet?.bytes]).toEqual([400000, fake.objects.get('b/large')?.byteLength]);
  expect(fake.calls.map(({ input }) => input.range)).toEqual(['bytes=-65536']);
});

test('a footer of more than 64 KiB is read too', async () => {
  const columns = Array.from({ length: 400 }, (_, i) => `range AS a_long_column_name_${i}`).join(', ');
  fake.objects.set('b/wide', await parquetOf(`SELECT ${columns} FROM range(5000)`, 'ROW_GROUP_SIZE 2048'));
  expect((await openParquet('wide'))?.rows).toBe(5000);
});

test('an empty file has no values', async () => {
  fake.objects.set('b/empty', await parquetOf(`SELECT * FROM (${rules}) WHERE id < 0`));
  const parquet = await openParquet('empty');
  expect(parquet && [parquet.rows, await countValues(parquet, 'broken_rules')]).toEqual([0, new Map()]);
});

test.each([
  ['', 'its 0 bytes end in "", not in PAR1'],
  ['<html>blocked</html>', 'its 20 bytes end in "tml>", not in PAR1'],
  ['PAR1', 'its 4 bytes cannot hold a footer of 827474256'],
  ['\xff\xff\xff\x7fPAR1', 'its 8 bytes cannot hold a footer of 2147483647'],
])('%j is no parquet file', async (text, message) => {
  fake.objects.set('b/html', Buffer.from(text, 'latin1'));
  await expect(openParquet('html')).rejects.toThrow(new NotParquet(message));
});

test('an object that is not there is undefined', async () => {
  expect(await openParquet('absent')).toBeUndefined();
});

test('rows of several row groups are read with every column in its order', async () => {
  const select =
    "SELECT range AS id, TIMESTAMP '2024-09-01' + INTERVAL 1 SECOND * range AS at, CASE WHEN range % 2 = 0 THEN 'even' END AS name FROM range(10000)";
  fake.objects.set('b/rows', await parquetOf(select, 'ROW_GROUP_SIZE 2048'));
  const parquet = await openParquet('rows');
  const rows = parquet && (await rowsAt(parquet, [9999, 4, 2047, 2048]));
  expect(rows).toEqual([
    { id: 9999, at: '2024-09-01 02:46:39', name: null },
    { id: 4, at: '2024-09-01 00:00:04', name: 'even' },
    { id: 2047, at: '2024-09-01 00:34:07', name: null },
    { id: 2048, at: '2024-09-01 00:34:08', name: 'even' },
  ]);
  expect(rows?.map((row) => Object.keys(row).join())).toEqual(Array(4).fill('id,at,name'));
});
