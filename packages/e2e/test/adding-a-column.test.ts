import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ended, root, run, SHARED } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileOf, generate, publish } from '../src/months.ts';

// docs/adding-a-column.md, followed to the letter in a copy of the clone.
const page = readFileSync(join(root, 'docs/adding-a-column.md'), 'utf8');
const [era = '', entries = '', column = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code.replaceAll(/^ {3}/gm, ''),
);

let folder = '';
let clone = '';
let published = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tlc-column-'));
  clone = join(folder, 'clone');
  published = join(folder, 'published');
  const { stdout } = await run('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    env: process.env,
  });
  for (const file of stdout.split('\n').filter(Boolean)) cpSync(join(root, file), join(clone, file));
  expect(await pnpm('install', '--frozen-lockfile', '--prefer-offline')).toMatchObject({ code: 0 });
  await generate(published, '2026-12', 2_000);
  await publishWithFee();
});
afterAll(async () => {
  await pnpm('local', 'down');
  await rm(folder, { recursive: true });
});

/** A command as the page has it, typed in the copy. */
const pnpm = (...args: string[]): Promise<Ended> =>
  run('npx', ['-y', 'pnpm@12.21.0', ...args], {
    cwd: clone,
    env: { ...process.env, TLC_LOCAL_DIR: join(folder, 'local'), TLC_SHARED_DIR: SHARED, NO_COLOR: '1' },
  });
async function succeeds(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await pnpm(...args);
  expect([args, code, code === 0 ? '' : `${stdout}${stderr}`]).toEqual([args, 0, '']);
  return stdout;
}

const file = (month: string): string => fileOf(published, month);

/** The month with which the publisher brings the new column. */
async function publishWithFee(): Promise<void> {
  const later = ['tpep_pickup_datetime', 'tpep_dropoff_datetime'].map(
    (name) => `${name} + INTERVAL 31 DAY AS ${name}`,
  );
  const select = `SELECT * REPLACE (${later.join(', ')}), 0.5::DOUBLE AS request_fee FROM {source}`;
  await publish(file('2026-12'), published, '2027-01', { select });
}

/** `$&` in `to` stands for what was there. */
function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(clone, path), 'utf8');
  const changed = text.replace(from, (found) => to.replace('$&', () => found));
  expect(changed, `${path} has nothing of ${from}`).not.toBe(text);
  writeFileSync(join(clone, path), changed);
}

const datasets = 'packages/contracts/src/datasets';
const check = () => pnpm('ops', 'contract', 'check', file('2027-01'));
const sql = async (statement: string) =>
  JSON.parse(await succeeds('ops', 'sql', statement, '--json')) as unknown;
const fees =
  'SELECT source_month, COUNT(*) AS trips, COUNT(request_fee) AS fees FROM yellow_trips GROUP BY 1 ORDER BY 1';

test('the page leads from a refused month to a table with its column, and every check is green', async () => {
  await succeeds('local', 'up', '--detach', '--port', '0', '--source', published);
  const { endpoint } = JSON.parse(await succeeds('-s', 'local', 'status', '--json')) as { endpoint: string };
  const port = new URL(endpoint).port; // as on a machine where nothing else takes it meanwhile
  await succeeds('ops', 'run', '2026-12');
  const refused = await pnpm('ops', 'run', '2027-01');
  expect([refused.code, `${refused.stdout}${refused.stderr}`]).toEqual([
    1,
    expect.stringMatching(/SourceSchemaError.*column request_fee: expected none, found DOUBLE/),
  ]);
  expect(await check()).toMatchObject({ code: 1 });

  edit(`${datasets}/yellow-eras.ts`, '/** The eras of the yellow dataset', `${era}\n$&`);
  edit(`${datasets}/yellow-eras.ts`, / {2}\{\n {4}name: 'yellow-2026-06',[\s\S]*?\n {2}\},\n/, entries);
  edit(`${datasets}/yellow.ts`, /version: (\d+)/, 'version: 3');
  await succeeds('generate');
  expect(await check()).toMatchObject({ code: 0, stdout: expect.stringMatching(/\bok\b/) });

  await succeeds('local', 'up', '--detach', '--replace', '--port', port, '--source', published);
  await succeeds('ops', 'run', '2027-01');

  edit(`${datasets}/yellow.ts`, / {2}\{ name: 'source_month'.*\n/, `$&${column}`);
  edit(`${datasets}/yellow.ts`, 'version: 3', 'version: 4');
  edit(`${datasets}/yellow.test.ts`, "      'source_month',\n", "$&      'request_fee',\n");
  await succeeds('generate');
  const early = await pnpm('ops', 'migrate');
  expect([early.code, early.stdout]).toEqual([
    1,
    expect.stringContaining('another contract than this clone'),
  ]);

  await succeeds('local', 'up', '--detach', '--replace', '--port', port, '--source', published);
  const before = await pnpm('ops', 'run', '2027-01', '--force');
  expect([before.code, `${before.stdout}${before.stderr}`]).toEqual([
    1,
    expect.stringContaining('TableSchemaMismatch'),
  ]);
  expect((await pnpm('ops', 'doctor')).code).toBe(1);
  expect(await succeeds('ops', 'migrate')).toMatch(/yellow_trips +columns added/);
  expect(await succeeds('ops', 'verify')).toMatch(/2026-12.* ok [\s\S]*2027-01.* ok /);
  expect(await succeeds('ops', 'verify', '2026-12', '--deep')).toMatch(/2026-12.* ok /);
  await succeeds('ops', 'run', '2027-01', '--force');
  expect(await sql(fees)).toEqual([
    { source_month: '2026-12-01', trips: expect.any(Number), fees: 0 },
    { source_month: '2027-01-01', trips: expect.any(Number), fees: expect.any(Number) },
  ]);
  await succeeds('ops', 'backfill', '2026-12', '2027-01', '--force', '--no-wait');
  expect(await succeeds('ops', 'verify', '--deep')).toMatch(/2026-12.* ok [\s\S]*2027-01.* ok /);
  await succeeds('ops', 'doctor');
  await succeeds('--filter', '@tlc-elt/contracts', 'test');
  await succeeds('turbo', 'run', 'generate:check', '--filter=@tlc-elt/contracts');
}, 1_800_000);
