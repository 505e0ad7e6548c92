import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ColumnContract, type DatasetContract, datasets } from '@tlc-elt/contracts';
import { pythonTools } from '@tlc-elt/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseTyped } from '../../../test/typed.ts';
import { render, run } from './run.ts';

const home = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'contract-export-'));
let tools: string;
let databases = 0;

beforeAll(() => {
  tools = pythonTools(join(home, 'requirements-contract.txt'), join(home, '.venv-contract'));
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** What the `datacontract` command says of a file, with no network. */
async function datacontract(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, HOME: folder, HTTPS_PROXY: 'http://127.0.0.1:9' };
  const { stdout } = await promisify(execFile)(join(tools, 'datacontract'), args, { cwd: folder, env }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout;
}

const value = ({ name, type }: ColumnContract, timeColumn: string): string => {
  if (name === 'source_month') return "DATE '2024-09-01'";
  if (type === 'TIMESTAMP' || name === timeColumn) return "TIMESTAMP '2024-09-30 23:59:59'";
  return type.startsWith('VARCHAR') ? "'A'" : '1';
};

/** A database with the dataset's table: a row that meets every rule, and those that `statements` make of it. */
async function database(contract: DatasetContract, ...statements: string[]): Promise<string> {
  databases += 1;
  const path = join(folder, `${databases}.duckdb`);
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const columns = contract.columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  const values = contract.columns.map((column) => value(column, contract.timeColumn)).join(', ');
  await connection.run(`CREATE TABLE ${contract.table} (${columns})`);
  for (const sql of [`INSERT INTO ${contract.table} VALUES (${values})`, ...statements])
    await connection.run(sql);
  connection.closeSync();
  instance.closeSync();
  return path;
}

async function exported(contract: DatasetContract, path: string): Promise<string> {
  const file = join(folder, `${contract.dataset}.odcs.yaml`);
  const dataset = contract.dataset as keyof typeof datasets;
  writeFileSync(file, render(await run({ dataset, database: path })));
  return file;
}

interface Check {
  readonly name: string;
  readonly category: string;
  readonly result: string;
  readonly diagnostics: { readonly value?: number } | null;
}

const nameOf = ({ name, category, result, diagnostics }: Check): string =>
  category === 'quality' && result === 'failed' ? `${name} ${diagnostics?.value}` : name;

/** Every check of `datacontract test`, by its result. */
async function tested(file: string): Promise<Record<string, string[]>> {
  const output = join(folder, 'result.json');
  await datacontract('test', file, '--output-format', 'json', '--output', output);
  const { checks } = JSON.parse(readFileSync(output, 'utf8')) as { checks: Check[] };
  return Object.fromEntries(
    [...new Set(checks.map(({ result }) => result))].map((result) => [
      result,
      checks.filter((check) => check.result === result).map(nameOf),
    ]),
  );
}

describe.each(Object.values(datasets))('$dataset', (contract) => {
  const { table, rules, columns } = contract;

  test('is a contract by the standard, and the table meets it: presence, types and rules', async () => {
    const file = await exported(contract, await database(contract));
    expect(await datacontract('lint', file)).toContain('Data contract is valid against ODCS v3.1.0');
    const { passed = [], ...others } = await tested(file);
    expect(others).toEqual({});
    expect(passed).toHaveLength(rules.length + 2 * columns.length + 1); // the month alone is never NULL
  });

  test('each rule counts the row that breaks it, and no other', async () => {
    const broken = rules.map(({ sql }) => {
      const column = columns.find(({ source }) => source !== undefined && sql.includes(source));
      return `INSERT INTO ${table} SELECT * REPLACE (NULL AS ${column?.name}) FROM ${table} LIMIT 1`;
    });
    const { failed } = await tested(await exported(contract, await database(contract, ...broken)));
    expect(failed).toEqual(rules.map(({ sentence }) => `${sentence} 1`));
  });
});

test('the window of a month is that of the jobs: a day before and after, and not a second more', async () => {
  const times = [
    '2024-08-31 00:00:00',
    '2024-10-01 23:59:59.999999',
    '2024-08-30 23:59:59.999999',
    '2024-10-02 00:00:00',
  ];
  const rows = times.map(
    (time) => `SELECT * REPLACE (TIMESTAMP '${time}' AS pickup_datetime) FROM yellow_trips`,
  );
  const path = await database(datasets.yellow, `INSERT INTO yellow_trips ${rows.join(' UNION ALL ')}`);
  const { failed } = await tested(await exported(datasets.yellow, path));
  expect(failed).toEqual([expect.stringMatching(/^The pickup lies within the source month .* 2$/)]);
});

test('another type in the table is found', async () => {
  const path = await database(datasets.yellow, 'ALTER TABLE yellow_trips ALTER fare_amount TYPE VARCHAR');
  expect((await tested(await exported(datasets.yellow, path))).failed).toContain(
    'Check that field fare_amount has type number',
  );
});

test('without a format it says which there are', async () => {
  await expect(parseTyped(['contract', 'export'])).rejects.toThrow('the format is missing');
});
