import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, test } from 'vitest';
import { differingDigests, digestsOf } from '../artifacts/digests.ts';
import type { ColumnContract, ColumnType } from '../dataset/contract.ts';
import { digestSelect } from './digest.ts';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
afterAll(() => connection.closeSync());

const column = (name: string, type: ColumnType): ColumnContract => ({ name, type, description: '' });
const columns = [
  column('i', 'INTEGER'),
  column('b', 'BIGINT'),
  column('d', 'DOUBLE PRECISION'),
  column('t', 'TIMESTAMP'),
  column('day', 'DATE'),
  column('yes', 'BOOLEAN'),
  column('s', 'VARCHAR(20)'),
];
/** Rows as SQL texts of the seven columns. */
const GOOD = [
  "(1, 9007199254740993, 0.1, TIMESTAMP '2024-09-15 12:00:00.000001', DATE '2024-09-15', TRUE, 'N')",
  "(-2147483648, -9223372036854775808, -12.5, TIMESTAMP '1969-12-31 23:59:59', DATE '1969-12-31', FALSE, 'ü ')",
  '(NULL, NULL, NULL, NULL, NULL, NULL, NULL)',
  "(2147483647, 9223372036854775807, 1e18, TIMESTAMP '2024-09-15 12:00:00', DATE '2024-09-15', TRUE, '')",
];

const relation = (rows: readonly string[]): string =>
  `(SELECT CAST(i AS INTEGER) AS i, CAST(b AS BIGINT) AS b, CAST(d AS DOUBLE) AS d, CAST(t AS TIMESTAMP) AS t, CAST(day AS DATE) AS day, CAST(yes AS BOOLEAN) AS yes, CAST(s AS VARCHAR) AS s FROM (VALUES ${rows.join(', ')}) AS v(i, b, d, t, day, yes, s)) AS x`;
async function digest(rows: readonly string[]) {
  const sql = digestSelect(columns, 'duckdb').replace('{from}', relation(rows));
  const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
  return digestsOf(row ?? {});
}
const withDouble = (value: string): string[] => [`(1, 1, CAST(${value} AS DOUBLE), NULL, NULL, NULL, NULL)`];

/** Digests of odd rows, as the first version of the formula gave them. */
const KEPT = {
  rows: '13',
  row_hash: '13541621922523124710',
  columns: {
    i: { nulls: '1', sum: '9', hash: '9223372032559808523' },
    b: { nulls: '1', sum: '9007199254741001', hash: '4611703602031886350' },
    d: {
      nulls: '1',
      sum: '5200000000000000010',
      fraction: '1309919205653898880',
      hash: '13250946992085728066',
    },
    t: { nulls: '10', sum: '3452803199000001', hash: '6023539117961104550' },
    day: { nulls: '10', sum: '39961', hash: '798480723' },
    yes: { nulls: '10', sum: '2', hash: '2' },
    s: { nulls: '10', sum: '4', hash: '3235168499816433518' },
  },
};

describe('the digest of rows', () => {
  test('is exact: sums, NULLs and parts behind the point', async () => {
    const { rows, columns: found } = await digest(GOOD);
    expect(rows).toBe('4');
    expect(found.i).toMatchObject({ nulls: '1', sum: '0' });
    expect(found.b).toMatchObject({ nulls: '1', sum: String(9007199254740993n - 1n) });
    // 0.1 is 3602879701896397 / 2^55.
    expect(found.d).toMatchObject({
      nulls: '1',
      sum: String(10n ** 18n - 12n),
      fraction: String(3602879701896397n * 2n ** 7n - 2n ** 61n),
    });
    expect(found.t).toMatchObject({ sum: String(1726401600000001n - 1000000n + 1726401600000000n) });
    expect(found.day).toMatchObject({ sum: String(19981 - 1 + 19981) });
    expect(found.yes).toMatchObject({ nulls: '1', sum: '2' });
    expect(found.s).toMatchObject({ nulls: '1', sum: '4' });
  });

  // The ledger and the manifests keep digests of every version: a formula that gives others would find fault with each month.
  test('is for good: what older versions have kept of the same rows', async () => {
    const odd = [
      'NaN',
      'Infinity',
      '-Infinity',
      '1e300',
      '-1e300',
      '1e20',
      '5e-324',
      '-0.0',
      '4611686018427387904',
    ];
    const rows = [...GOOD, ...odd.flatMap((value) => withDouble(`'${value}'`))];
    expect(await digest(rows)).toEqual(KEPT);
  });

  test('does not depend on the order of the rows', async () => {
    expect(await digest(GOOD.toReversed())).toEqual(await digest(GOOD));
  });

  test('of no rows is all zeros', async () => {
    const sql = digestSelect(columns, 'duckdb').replace(
      '{from}',
      `(SELECT * FROM ${relation(GOOD)} WHERE i = 5) AS z`,
    );
    const [row] = (await connection.runAndReadAll(sql)).getRowObjectsJson();
    const none = digestsOf(row ?? {});
    expect([none.rows, none.row_hash, Object.keys(none.columns)]).toEqual([
      '0',
      '0',
      columns.map(({ name }) => name),
    ]);
    expect(new Set(Object.values(none.columns).flatMap((one) => Object.values(one)))).toEqual(new Set(['0']));
  });

  test.each([
    ['i', GOOD.with(0, (GOOD[0] as string).replace('(1,', '(2,'))],
    ['i', GOOD.with(0, (GOOD[0] as string).replace('(1,', '(NULL,'))],
    ['b', GOOD.with(0, (GOOD[0] as string).replace('740993', '740992'))],
    ['d', GOOD.with(0, (GOOD[0] as string).replace('0.1', '0.10000000000000002'))],
    ['t', GOOD.with(0, (GOOD[0] as string).replace('.000001', '.000002'))],
    ['day', GOOD.with(0, (GOOD[0] as string).replace("DATE '2024-09-15'", "DATE '2024-09-16'"))],
    ['yes', GOOD.with(0, (GOOD[0] as string).replace('TRUE', 'FALSE'))],
    ['s', GOOD.with(0, (GOOD[0] as string).replace("'N'", "'n'"))],
  ])('differs in %s where one value of it does', async (name, rows) => {
    expect(differingDigests(await digest(GOOD), await digest(rows))).toEqual([name]);
  });

  test('differs in the row hash where values change places between rows', async () => {
    const swapped = GOOD.map((row) => row.replace('0.1', '@').replace('-12.5', '0.1').replace('@', '-12.5'));
    expect(differingDigests(await digest(GOOD), await digest(swapped))).toEqual(['row_hash']);
  });

  const ODD = [
    "'NaN'",
    "'Infinity'",
    "'-Infinity'",
    '1e300',
    '-1e300',
    '1e20',
    '1.0000000000000002e20',
    '7.25',
  ];
  test.each([...ODD, '5e-324', '0'])('a double of %s is told from each of the others', async (value) => {
    const own = await digest(withDouble(value));
    for (const other of ODD.filter((one) => one !== value))
      expect(differingDigests(own, await digest(withDouble(other)))).toEqual(['d']);
  });
});
