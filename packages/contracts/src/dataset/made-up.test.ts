import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test, vi } from 'vitest';
import { rawPrefix, sourceFileName, sourceUrl } from '../artifacts/keys.ts';
import { parsePipelineInput } from '../input/pipeline-input.ts';
import { TLC_BASE_URL } from '../names.ts';
import { createTablesSql } from '../render/ddl.ts';
import { dataDictionary } from '../render/dictionary.ts';
import { contractsJson } from '../render/python.ts';
import { acceptedSelect } from '../render/select.ts';
import { dueMonth } from '../run/calendar.ts';
import { parseRunName, runName } from '../run/run-name.ts';
import { Dataset, datasetOf, datasets } from './datasets.ts';
import { ferries } from './made-up.test-data.ts';
import { baseUrlOf, baseUrlParameter, ownPublishers } from './publishers.ts';

// What docs/adding-a-dataset.md says: a file (made-up.test-data.ts) and its line in registry.ts, and nothing else.
vi.mock(import('../datasets/registry.ts'), async (registry) => ({
  ...(await registry()),
  ...(await import('./made-up.test-data.ts')),
}));

const real = await vi.importActual<typeof import('../datasets/registry.ts')>('../datasets/registry.ts');
const registered = [...Object.keys(real), 'ferries'].sort();
const name = 'ferries' as Dataset;
const { firstMonth: month } = ferries;

test('is known by its name; without a name the default one is meant', () => {
  expect(datasetOf('ferries')).toBe(ferries);
  expect([...Dataset.options].sort()).toEqual(registered);
  expect(parsePipelineInput({ dataset: 'ferries', month })).toMatchObject({ dataset: 'ferries', month });
  expect(parsePipelineInput({ month }).dataset).toBe('yellow');
  expect(parseRunName(runName(name, month, 3))).toEqual({ dataset: 'ferries', month, number: 3 });
});

test('has addresses, keys and due months of its own', () => {
  expect(sourceUrl(ferries, 'https://harbour.example/data/', month)).toBe(
    'https://harbour.example/data/2025/04/trips.parquet',
  );
  expect(rawPrefix(ferries, month, 'e') + sourceFileName(ferries, month)).toBe(
    'ferries/2025/04/e/ferries-2025-04.parquet',
  );
  expect(dueMonth(ferries, new Date('2025-06-05T11:00:00Z'))).toBe('2025-05');
});

test('has a publisher of its own by an address in its contract, in a parameter of its own', () => {
  const baseUrl = 'https://data.harbour.example:8443/open/';
  const yellow = datasetOf('yellow');
  const parameter = '/tlc/dev/source/ferries/base-url';
  expect([baseUrlOf(ferries), baseUrlOf({ baseUrl })]).toEqual([TLC_BASE_URL, baseUrl]);
  expect(baseUrlParameter('dev', ferries)).toBe('/tlc/dev/source/base-url');
  expect(baseUrlParameter('dev', { ...ferries, baseUrl })).toBe(parameter);
  expect(ownPublishers('dev', [yellow, { ...ferries, baseUrl }])).toEqual([
    { dataset: 'ferries', parameter, baseUrl, standIn: '/data.harbour.example:8443/open' },
  ]);
  expect(() => ownPublishers('dev', [{ ...ferries, baseUrl: 'http://harbour.example' }])).toThrow(
    /harbour\.example.* is asked by https: only/,
  );
});

test('is in everything that is generated, and the shared tables are there once', () => {
  const contracts = Object.values(datasets);
  const sql = createTablesSql(contracts);
  for (const table of ['ferry_trips', 'ferry_trips_quarantine', 'yellow_trips', 'load_ledger'])
    expect(sql.split(`CREATE TABLE IF NOT EXISTS ${table} (`)).toHaveLength(2);
  expect(sql).toContain("DATE_TRUNC('month', left_at) AS pickup_month");
  expect(dataDictionary(contracts)).toContain('## Rules of ferries\n');
  expect(dataDictionary(contracts).split('## `load_ledger`')).toHaveLength(2);
  const known = JSON.parse(contractsJson(contracts)).datasets;
  expect(Object.keys(known).sort()).toEqual(registered);
  expect(known.ferries.sql.accepted).toBe(acceptedSelect(ferries));
});

test('has rows that its own SQL accepts and rejects', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const sql = acceptedSelect(ferries)
    .replace(
      '{source}',
      "(VALUES (TIMESTAMP '2025-04-01 08:00:00', 41), (TIMESTAMP '2025-04-02', -1)) AS t(left_at, aboard)",
    )
    .replaceAll('{source_month}', month);
  expect((await connection.runAndReadAll(sql)).getRowObjectsJson()).toEqual([
    { left_at: '2025-04-01 08:00:00', passengers: 41, source_month: '2025-04-01' },
  ]);
  connection.closeSync();
});
