import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DatasetContract, pickupWindow } from '../dataset/contract.ts';
import { ferries } from '../dataset/made-up.test-data.ts';
import { sourceMonth } from '../input/month.ts';
import { comparedRelation } from './file-columns.ts';
import { type Apart, type Row, rowsApart, summaryOf } from './oracle.test-data.ts';
import { diffSql } from './sql.ts';

const SOURCE = [
  { name: 'pair', type: 'INT64' },
  { name: 'left_at', type: 'TIMESTAMP_MICROS' },
  { name: 'pier', type: 'INT64' },
  { name: 'kind', type: 'STRING' },
  { name: 'fare', type: 'DOUBLE' },
  { name: 'tip', type: 'DOUBLE' },
] as const;
const month = sourceMonth('2025-04');
const contract: DatasetContract = {
  ...ferries,
  eras: [
    {
      name: 'ferries-2025-04',
      from: month,
      columns: SOURCE.map(({ name, type }) => ({ name, types: [type] })),
    },
  ],
  republication: {
    identifiedBy: ['pair', 'left_at', 'pier'],
    zone: 'pier',
    money: ['fare', 'tip'],
    limits: ferries.republication.limits,
  },
};

const money = fc.constantFrom(0, -0, 1.25, 2.5, -2.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, null);
const row = fc.record({
  left_at: fc.constantFrom('2025-04-01 00:00:00', '2025-04-30 23:59:59', '2025-03-31 00:00:00', null),
  pier: fc.constantFrom(1, 265, 266, null),
  kind: fc.constantFrom('', 'a', 'é', null),
  fare: money,
  tip: money,
});
type Trip = typeof row extends fc.Arbitrary<infer T> ? T : never;

/** What becomes of a row in the next publication. */
const fate = fc.oneof(
  { weight: 5, arbitrary: fc.constant((trip: Trip) => [trip]) },
  fc.constant(() => []),
  fc.constant((trip: Trip) => [trip, trip]),
  money.map((fare) => (trip: Trip) => [{ ...trip, fare }]),
  row.map((other) => (trip: Trip) => [{ ...other, left_at: trip.left_at, pier: trip.pier }]),
  row.map((other) => () => [other]),
);
const pair = fc.array(fc.tuple(row, fate, fc.nat()), { maxLength: 14 }).map((trips) => ({
  before: trips.map(([trip]) => trip),
  after: trips.toSorted(([, , one], [, , other]) => one - other).flatMap(([trip, becomes]) => becomes(trip)),
}));

let folder: string;
let instance: DuckDBInstance;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diff-'));
  instance = await DuckDBInstance.create();
  duckdb = await instance.connect();
});
afterAll(() => {
  duckdb.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true });
});

const text = (value: unknown): string =>
  value === null ? 'NULL' : Object.is(value, -0) ? '-0.0' : String(value);

/** A relation of the rows, from a file: a statement of so many literals takes longer than the comparison. */
function relationOf(side: string, rows: readonly Row[]): string {
  const path = join(folder, `${side}.csv`);
  const lines = rows.map((each) => SOURCE.map(({ name }) => `"${text(each[name])}"`).join());
  writeFileSync(path, `${SOURCE.map(({ name }) => name).join()}\n${lines.join('\n')}\n`);
  const types =
    "{pair: 'BIGINT', left_at: 'TIMESTAMP', pier: 'BIGINT', kind: 'VARCHAR', fare: 'DOUBLE', tip: 'DOUBLE'}";
  const read = `read_csv('${path}', header = true, nullstr = 'NULL', allow_quoted_nulls = true, columns = ${types})`;
  return comparedRelation(diffSql(contract).columns, [...SOURCE], [], read);
}

const texts = (side: string): string =>
  SOURCE.map(({ name }) => `CAST("${side} ${name}" AS VARCHAR) AS "${side} ${name}"`).join();
const ALL_PAIRS = `SELECT kind, ${texts('before')}, ${texts('after')} FROM pairs`;

/** What the SQL makes of two publications, in so many parts. */
async function compared(before: readonly Row[], after: readonly Row[], parts: number) {
  const values: Record<string, string> = { ...pickupWindow(contract, month) };
  for (const whole of ['', 'whole_'])
    Object.assign(values, {
      [`${whole}before`]: relationOf('before', before),
      [`${whole}after`]: relationOf('after', after),
    });
  const sql = diffSql(contract);
  const filled = (statement: string) =>
    statement.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
  const rows = async (query: string) => (await duckdb.runAndReadAll(filled(query))).getRowObjectsJson();
  for (const statement of sql.prepare) await duckdb.run(filled(statement));
  const apart: Record<string, unknown>[] = [];
  for (const { spread, each } of sql.passes) {
    values.folder = mkdtempSync(join(folder, 'parts-'));
    values.parts = String(parts);
    await duckdb.run(filled(spread));
    for (const part of readdirSync(values.folder)) {
      values.part = join(values.folder, part, '*.parquet');
      for (const statement of each) await duckdb.run(filled(statement));
      if (each !== sql.passes[0]?.each) apart.push(...(await rows(ALL_PAIRS)));
    }
  }
  const queried = Object.entries(sql.queries).map(async ([name, query]) => [name, await rows(query)]);
  return { apart, summary: Object.fromEntries(await Promise.all(queried)) as Record<string, unknown> };
}

/** A line of `rows_apart` as a text: numbers as DuckDB writes them. */
const written = ({ kind, before, after }: Apart): string => {
  const of = (side: Row | undefined): (string | null)[] =>
    SOURCE.map(({ name, type }) => {
      const value = side?.[name] ?? null;
      if (value === null || type !== 'DOUBLE') return value === null ? null : String(value);
      return value === 0 ? '0' : String(value);
    });
  return JSON.stringify([kind, ...of(before), ...of(after)]);
};

const read = (line: Readonly<Record<string, unknown>>): string => {
  const of = (side: string): unknown[] =>
    SOURCE.map(({ name, type }) => {
      const value = line[`${side} ${name}`] ?? null;
      if (value === null || type !== 'DOUBLE') return value;
      const number = Number(String(value).replace('nan', 'NaN').replace('inf', 'Infinity'));
      return number === 0 ? '0' : String(number);
    });
  return JSON.stringify([line.kind, ...of('before'), ...of('after')]);
};

test('1,000 pairs of publications with duplicates, NULL, NaN and reordered rows are told apart as the definition says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(pair, { minLength: 125, maxLength: 125 }),
      fc.constantFrom(1, 3),
      async (pairs, parts) => {
        const of = (side: 'before' | 'after'): Row[] =>
          pairs.flatMap((each, number) => each[side].map((trip) => ({ ...trip, pair: number })));
        const [before, after] = [of('before'), of('after')];
        const expected = rowsApart(contract, before, after);
        const { apart, summary } = await compared(before, after, parts);
        expect(apart.map(read).sort()).toEqual(expected.map(written).sort());
        expect(summary).toEqual(summaryOf(contract, month, expected, before, after));
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 120_000);
