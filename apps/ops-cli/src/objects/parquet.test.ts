import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../test/fake-aws.ts';
import { parquetOf } from '../../test/parquet.ts';
import { clientsOf } from '../aws/clients.ts';
import type { Runtime } from '../runtime.ts';
import { countValues, NotParquet, openParquet } from './parquet.ts';

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
    const parquet = await openParquet(runtime, 'b', 'f');
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
  const parquet = await openParquet(runtime, 'b', 'large');
  expect([parquet?.rows, parquet?.bytes]).toEqual([400000, fake.objects.get('b/large')?.byteLength]);
  expect(fake.calls.map(({ input }) => input.range)).toEqual(['bytes=-65536']);
});

test('a footer of more than 64 KiB is read too', async () => {
  const columns = Array.from({ length: 400 }, (_, i) => `range AS a_long_column_name_${i}`).join(', ');
  fake.objects.set('b/wide', await parquetOf(`SELECT ${columns} FROM range(5000)`, 'ROW_GROUP_SIZE 2048'));
  expect((await openParquet(runtime, 'b', 'wide'))?.rows).toBe(5000);
});

test('an empty file has no values', async () => {
  fake.objects.set('b/empty', await parquetOf(`SELECT * FROM (${rules}) WHERE id < 0`));
  const parquet = await openParquet(runtime, 'b', 'empty');
  expect(parquet && [parquet.rows, await countValues(parquet, 'broken_rules')]).toEqual([0, new Map()]);
});

test.each([
  ['', 'its 0 bytes end in "", not in PAR1'],
  ['<html>blocked</html>', 'its 20 bytes end in "tml>", not in PAR1'],
  ['PAR1', 'its 4 bytes cannot hold a footer of 827474256'],
  ['\xff\xff\xff\x7fPAR1', 'its 8 bytes cannot hold a footer of 2147483647'],
])('%j is no parquet file', async (text, message) => {
  fake.objects.set('b/html', Buffer.from(text, 'latin1'));
  await expect(openParquet(runtime, 'b', 'html')).rejects.toThrow(new NotParquet(message));
});

test('an object that is not there is undefined', async () => {
  expect(await openParquet(runtime, 'b', 'absent')).toBeUndefined();
});
