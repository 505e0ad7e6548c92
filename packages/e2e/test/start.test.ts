import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { GENERATED_LINE, lookups } from '@tlc-elt/contracts';
import { type Ended, root, run, SHARED } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { generate } from '../src/months.ts';

let home = '';
let source = '';
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tlc-home-'));
  source = await mkdtemp(join(tmpdir(), 'tlc-published-'));
  await generate(source, '2024-09', 2000);
  await publishZones();
});
afterAll(async () => {
  await pnpm('local', 'down');
  await rm(home, { recursive: true });
  await rm(source, { recursive: true });
});

/** A made-up lookup where the TLC has its own, beside the folder of the months. */
async function publishZones(): Promise<void> {
  const [zones] = lookups;
  const rows = zones?.generated().map((row) => row.map((value) => JSON.stringify(value)).join(',')) ?? [];
  const header = zones?.columns.map((column) => column.source).join(',');
  await mkdir(join(source, 'misc'));
  await writeFile(
    join(source, 'misc', zones?.fileName ?? ''),
    `${[GENERATED_LINE, header, ...rows].join('\n')}\n`,
  );
}

/** A command of the clone as the README has it. */
const pnpm = (...args: string[]): Promise<Ended> =>
  run('npx', ['-y', 'pnpm@12.21.0', ...args], {
    cwd: root,
    env: { ...process.env, TLC_LOCAL_DIR: home, TLC_SHARED_DIR: SHARED, NO_COLOR: '1', CI: '' },
  });

/** Process ids whose command line names this test's folder. */
async function left(): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pid,args'], { env: process.env });
  return stdout.split('\n').filter((line) => line.includes(home) && !line.includes('ps -eo'));
}

test('start loads a month of a folder, shows it, and leaves the local cloud running', async () => {
  const first = await pnpm('start', '2024-09', '--source', source);
  expect(first.stderr).not.toMatch(/error/i);
  expect(first.code).toBe(0);
  expect(first.stdout).toMatch(/2024-09 generated\s+ok\s+2,000/);
  expect(first.stdout).toMatch(/local down/);
  const status = await pnpm('-s', 'local', 'status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ stage: 'local', source });
});

test('the trips have the names of their zones, and each is there once', async () => {
  const counts = `SELECT (SELECT COUNT(*) FROM yellow_trips) AS trips, COUNT(*) AS named, COUNT(pickup_zone) AS pickups, COUNT(dropoff_borough) AS dropoffs,
    COUNT(CASE WHEN pickup_location_id BETWEEN 1 AND 265 THEN 1 END) AS known FROM yellow_trips_named`;
  const { stdout } = await pnpm('-s', 'ops', 'sql', counts, '--csv');
  const [header, row = ''] = stdout.trim().split('\n');
  const [trips = 0, named, pickups, dropoffs, known] = row.split(',').map(Number);
  expect(header).toBe('trips,named,pickups,dropoffs,known');
  expect(trips).toBeGreaterThan(1900);
  expect([named, pickups, dropoffs, known]).toEqual([trips, trips, trips, trips]);
  const verified = await pnpm('-s', 'ops', 'verify', '--json');
  expect([verified.code, JSON.parse(verified.stdout).problems]).toEqual([0, []]);
  expect((await pnpm('-s', 'ops', 'status')).stdout).toMatch(/\ntaxi_zones {2}265 rows, generated, of \d{4}/);
});

test('a copy of the warehouse has the view, for any DuckDB client', async () => {
  const copy = (await pnpm('-s', 'local', 'warehouse')).stdout.trim();
  const instance = await DuckDBInstance.create(copy, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  const named = await connection.runAndReadAll(
    'SELECT COUNT(*) > 0, COUNT(*) = COUNT(pickup_zone) FROM yellow_trips_named',
  );
  expect(named.getRowsJson()).toEqual([[true, true]]);
  connection.closeSync();
  instance.closeSync();
});

test('a second start reuses it and says that the month is loaded already', async () => {
  const before = JSON.parse((await pnpm('-s', 'local', 'status', '--json')).stdout) as { pid: number };
  const second = await pnpm('start', '2024-09', '--source', source);
  expect([second.code, second.stdout]).toEqual([0, expect.stringMatching(/already loaded/)]);
  const after = JSON.parse((await pnpm('-s', 'local', 'status', '--json')).stdout) as { pid: number };
  expect(after.pid).toBe(before.pid);
});

test('a start without operands takes the folder of the last one, and all its months', async () => {
  await generate(source, '2024-07', 2000);
  const { code, stdout, stderr } = await pnpm('start');
  expect(stderr).toContain(`from ${source}, as at the last start`);
  expect(stdout).toMatch(
    /\n2024-07 .* loaded [\d,]+ rows, [\d,]+ rejected, verified\n2024-09 .* already loaded\n/,
  );
  expect(code).toBe(0);
});

test('a month that fails leaves the others loaded, and the screen says what runs and how it is stopped', async () => {
  await writeFile(join(source, 'yellow_tripdata_2024-08.parquet'), '<html>Service unavailable</html>');
  const { code, stdout } = await pnpm('start');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(
      /2024-07 .* already loaded\n(.*\n)*2024-08 (.*\n)*where\n {2}local cloud .*(\n.*)*\n {2}stop .* local down\n$/,
    ),
  ]);
});

test('down leaves no process, and the state stays', async () => {
  expect((await pnpm('local', 'down')).code).toBe(0);
  expect(await left()).toEqual([]);
  expect(await readdir(join(home, 'local'))).toContain('state');
});
