import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatasetContract } from '../dataset/contract.ts';
import { datasets } from '../dataset/datasets.ts';
import { ferries } from '../dataset/made-up.test-data.ts';
import { yellow } from '../datasets/registry.ts';
import type { NamedTrips } from '../lookup/lookup.ts';
import { lookups } from '../lookup/lookups.ts';
import {
  createTable,
  createTablesSql,
  labelsOfThen,
  lookupStatements,
  viewStatements,
} from '../render/ddl.ts';
import { dataDictionary } from '../render/dictionary.ts';
import { contractsJson } from '../render/python.ts';
import { lookupTablesOf, namedView, newestView } from './lookup-tables.ts';
import { tablesOf } from './tables.ts';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
afterAll(() => connection.closeSync());
const query = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();
const named = Object.values(datasets).flatMap((contract) =>
  contract.named === undefined ? [] : [{ contract, named: contract.named }],
);

/** As Redshift's DDL is for DuckDB: it knows no storage and no users. */
const run = async (sql: string): Promise<void> => {
  if (!sql.startsWith('GRANT')) await connection.run(sql.replace(' DISTSTYLE AUTO SORTKEY AUTO', ''));
};

beforeAll(async () => {
  for (const { contract } of named) for (const table of tablesOf(contract)) await run(createTable(table));
  for (const lookup of lookups) for (const sql of lookupStatements(lookup)) await run(sql);
});

const addVersion = async (version: number, published: string, label: string): Promise<void> => {
  for (const [id, name] of [
    [1, label],
    [264, 'N/A'],
    [265, 'Outside of NYC'],
  ] as const)
    await run(`INSERT INTO taxi_zone_versions VALUES (${version}, ${id}, 'Borough', '${name}', 'N/A')`);
  await run(
    `INSERT INTO lookup_ledger (lookup, version, source_last_modified) VALUES ('taxi_zones', ${version}, '${published}')`,
  );
};

const madeUp = (contract: DatasetContract, id: string): string =>
  `INSERT INTO ${contract.table} (pickup_location_id, dropoff_location_id, source_month) VALUES (${id}, 1, '2024-09-01')`;

test('every dataset of the TLC has its trips by names', () => {
  expect(named.map(({ named: { view } }) => view)).toEqual(
    ['fhv', 'fhvhv', 'green', 'yellow'].map((name) => `${name}_trips_named`),
  );
});

test.each(named)(
  'the trips of $named.view are those of the table, each once, with the columns that the contract says',
  async ({ contract, named }: { contract: DatasetContract; named: NamedTrips }) => {
    const view = namedView(contract, named);
    for (const sql of viewStatements(view)) await run(sql);
    const columns = await query(`SELECT column_name FROM (DESCRIBE ${view.name})`);
    expect(columns.flat()).toEqual(view.columns.map(({ name }) => name));
    for (const id of ['1', '264', '265', '266', '0', 'NULL']) await run(madeUp(contract, id));
    expect(await query(`SELECT COUNT(*), COUNT(pickup_zone) FROM ${view.name}`)).toEqual([['6', '0']]);
  },
);

test('a new version takes the place of the old one in the views, and months keep the labels of their time in the query for that', async () => {
  await addVersion(1, '2022-03-01', 'First');
  await addVersion(2, '2024-02-05', 'Second');
  await addVersion(3, '2025-01-01', 'Third');
  const labels = `SELECT pickup_location_id, pickup_zone, dropoff_zone FROM yellow_trips_named ORDER BY 1`;
  expect(await query(labels)).toEqual([
    [0, null, 'Third'],
    [1, 'Third', 'Third'],
    [264, 'N/A', 'Third'],
    [265, 'Outside of NYC', 'Third'],
    [266, null, 'Third'],
    [null, null, 'Third'],
  ]);
  expect(await query('SELECT COUNT(*) FROM taxi_zones')).toEqual([['3']]);
  const then = labelsOfThen(yellow).trim().replace(/;$/, '');
  const rows = `SELECT COUNT(*), MAX(CASE WHEN pickup_location_id = 1 THEN zone END) FROM`;
  expect(await query(`${rows} (${then.replace(/^--.*$/m, '')}) AS trips`)).toEqual([['6', 'Second']]);
  const long = then.replace(/^--.*$/m, '').replace("'2024-10-01'", "'2019-10-01'");
  expect(await query(`${rows} (${long}) AS trips`)).toEqual([['6', 'First']]);
});

test('tables and views have names of their own, and every text fits', () => {
  const tables = Object.values(datasets).flatMap((contract) => [
    ...tablesOf(contract),
    ...(contract.named ? [namedView(contract, contract.named)] : []),
  ]);
  const all = [...tables, ...lookups.flatMap((lookup) => [...lookupTablesOf(lookup), newestView(lookup)])];
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length - (Object.keys(datasets).length - 1)); // the ledger is that of all datasets
});

test.each(lookups)(
  'what is made up of $lookup is as its contract says',
  ({ columns, generated, leastRows, fileName, urlPath }) => {
    const rows = generated();
    expect(rows.length).toBeGreaterThanOrEqual(leastRows);
    expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.map((value) => typeof value)).toEqual(
        columns.map(({ type }) => (type === 'INTEGER' ? 'number' : 'string')),
      );
      expect(row.filter((value) => value === '')).toEqual([]);
    }
    expect(urlPath.endsWith(`/${fileName}`)).toBe(true);
  },
);

test('a dataset that names no lookup has none of this', () => {
  const { datasets: known } = JSON.parse(contractsJson([ferries]));
  expect(known.ferries.named).toBeUndefined();
  for (const text of [createTablesSql([ferries]), dataDictionary([ferries])])
    expect(text).not.toMatch(/taxi_zone|lookup_/);
});
