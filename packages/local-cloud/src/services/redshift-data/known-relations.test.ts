import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ExecuteStatementCommand } from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type Client,
  DATABASE,
  WarehouseCloud,
  WORKGROUP,
} from '../../../testing/redshift-data/warehouse-cloud.ts';
import { Relations } from './warehouse/relations.ts';

vi.setConfig({ testTimeout: 60_000 });
let cloud: WarehouseCloud;
let [loader, analyst]: Client[] = [];
beforeAll(async () => {
  cloud = await WarehouseCloud.start();
  [loader, analyst] = [cloud.as('loader'), cloud.as('analyst')];
});
afterAll(() => cloud.stop());

const as = (client: Client | undefined): Client => client as Client;
const missing = (name: string): string => `ERROR: relation "${name}" does not exist`;

test('what one session defines, another finds with its next statement', async () => {
  expect(await as(analyst).failure('SELECT * FROM a')).toBe(missing('a'));
  await as(loader).batch(['CREATE TABLE a (n INTEGER)', 'GRANT SELECT ON a TO PUBLIC']);
  expect(await as(analyst).rows('SELECT n FROM a')).toEqual([]);
  await as(loader).run('ALTER TABLE a ADD COLUMN t VARCHAR(3)');
  expect((await as(loader).run("INSERT INTO a VALUES (1, 'abc')")).Error).toBeUndefined();
  expect(await as(loader).failure("INSERT INTO a VALUES (1, 'abcd')")).toContain('too long');
  await as(loader).run('ALTER TABLE a RENAME TO b');
  expect(await as(analyst).failure('SELECT n FROM a')).toBe(missing('a'));
  expect(await as(analyst).rows('SELECT n, t FROM b')).toEqual([[1, 'abc']]);
  await as(loader).run('DROP TABLE b');
  expect(await as(analyst).failure('SELECT n FROM b')).toBe(missing('b'));
});

test('a new owner owns at once, and the old one does no more', async () => {
  await as(loader).run('CREATE TABLE owned (n INTEGER)');
  await as(loader).run('ALTER TABLE owned OWNER TO "IAMR:analyst"');
  expect(await as(loader).failure('SELECT * FROM owned')).toBe('ERROR: permission denied for relation owned');
  expect(await as(analyst).rows('SELECT * FROM owned')).toEqual([]);
});

test('what is rolled back was never there, also where another defines as much meanwhile', async () => {
  const failed = await as(loader).batch([
    'CREATE TABLE gone (n INTEGER)',
    'SELECT n FROM gone',
    'SELECT 1 / 0',
  ]);
  expect(failed.Status).toBe('FAILED');
  await as(loader).run('CREATE TABLE other (n INTEGER)');
  expect(await as(loader).failure('SELECT * FROM gone')).toBe(missing('gone'));
  expect(await as(loader).rows('SELECT * FROM other')).toEqual([]);
});

test('a transaction finds what it has defined itself, and nobody else does before its end', async () => {
  const made = as(loader).batch([
    'CREATE TABLE slow (n INTEGER)',
    'INSERT INTO slow SELECT 1',
    ...Array<string>(20).fill('SELECT COUNT(*) FROM slow'),
  ]);
  const seen = new Set<string>();
  let isOver = false;
  made.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const { Status, Error: error } = await as(loader).run('SELECT * FROM slow');
    seen.add(Status === 'FINISHED' ? 'there' : String(error));
  }
  expect((await made).Status).toBe('FINISHED');
  expect([...seen].filter((text) => text !== 'there' && text !== missing('slow'))).toEqual([]);
  expect(await as(loader).rows('SELECT n FROM slow')).toEqual([[1]]);
});

test('what another process defines while the file is closed is there', async () => {
  const made = "CREATE TABLE main.brought AS SELECT 'x' AS t";
  const script = `const { DuckDBInstance } = await import(process.argv[1]);
    const open = () => DuckDBInstance.create(process.argv[2]).catch(() => undefined);
    let instance; // until the file is closed, it is locked
    while ((instance = await open()) === undefined) await new Promise((later) => setTimeout(later, 50));
    await (await instance.connect()).run(process.argv[3]);
    instance.closeSync();`;
  const duckdb = import.meta.resolve('@duckdb/node-api');
  const argv = ['--input-type=module', '-e', script, duckdb, cloud.warehouseFile, made];
  await promisify(execFile)(process.execPath, argv, { timeout: 30_000 });
  expect(await as(loader).failure('SELECT t FROM brought')).toBe(
    'ERROR: permission denied for relation brought',
  );
});

test('a temporary table is that of its session alone', async () => {
  await as(loader).batch(['CREATE TABLE shared (n INTEGER)', 'INSERT INTO shared VALUES (1)']);
  const first = await as(loader).api.send(
    new ExecuteStatementCommand({
      Database: DATABASE,
      WorkgroupName: WORKGROUP,
      Sql: 'CREATE TEMP TABLE shared AS SELECT 2 AS n',
      SessionKeepAliveSeconds: 60,
    }),
  );
  await as(loader).end(first.Id);
  const SessionId = first.SessionId ?? '';
  expect(await as(loader).rows('SELECT n FROM shared', { SessionId })).toEqual([[2]]);
  expect(await as(loader).rows('SELECT n FROM shared')).toEqual([[1]]);
  expect(await as(loader).rows('SELECT n FROM public.shared', { SessionId })).toEqual([[1]]);
});

test('relations are asked for once for each state of them', async () => {
  await as(loader).run('CREATE TABLE asked (n INTEGER)');
  await as(loader).rows('SELECT * FROM asked');
  const asking = vi.spyOn(Relations, 'of');
  for (let time = 0; time < 5; time += 1) await as(loader).rows('SELECT * FROM asked');
  expect(asking.mock.calls.length).toBeLessThanOrEqual(1); // where the file was closed meanwhile
  asking.mockRestore();
});
