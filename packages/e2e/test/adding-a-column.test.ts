import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@tlc-elt/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Clone } from '../src/clone.ts';
import { Ferries } from '../src/ferries.ts';
import { fileOf, generate, publish } from '../src/months.ts';

// docs/adding-a-column.md and docs/adding-a-dataset.md, followed to the letter in one copy of the clone.
const page = readFileSync(join(root, 'docs/adding-a-column.md'), 'utf8');
const [era = '', entries = '', column = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(
  ([, code = '']) => code.replaceAll(/^ {3}/gm, ''),
);

let clone: Clone;
let published = '';
beforeAll(async () => {
  clone = await Clone.make();
  published = join(clone.folder, 'published');
  await generate(published, '2026-12', 2_000);
  await publishWithFee();
});
afterAll(() => clone?.remove());

const file = (month: string): string => fileOf(published, month);

/** The month with which the publisher brings the new column. */
async function publishWithFee(): Promise<void> {
  const later = ['tpep_pickup_datetime', 'tpep_dropoff_datetime'].map(
    (name) => `${name} + INTERVAL 31 DAY AS ${name}`,
  );
  const select = `SELECT * REPLACE (${later.join(', ')}), 0.5::DOUBLE AS request_fee FROM {source}`;
  await publish(file('2026-12'), published, '2027-01', { select });
}

const datasets = 'packages/contracts/src/datasets';
const check = () => clone.pnpm('ops', 'contract', 'check', file('2027-01'));
const sql = async (statement: string) =>
  JSON.parse(await clone.succeeds('ops', 'sql', statement, '--json')) as unknown;
const fees =
  'SELECT source_month, COUNT(*) AS trips, COUNT(request_fee) AS fees FROM yellow_trips GROUP BY 1 ORDER BY 1';

test('the page leads from a refused month to a table with its column, and every check is green', async () => {
  await clone.succeeds('local', 'up', '--detach', '--port', '0', '--source', published);
  const { endpoint } = JSON.parse(await clone.succeeds('-s', 'local', 'status', '--json')) as {
    endpoint: string;
  };
  const port = new URL(endpoint).port; // as on a machine where nothing else takes it meanwhile
  await clone.succeeds('ops', 'run', '2026-12');
  const refused = await clone.pnpm('ops', 'run', '2027-01');
  expect([refused.code, `${refused.stdout}${refused.stderr}`]).toEqual([
    1,
    expect.stringMatching(/SourceSchemaError.*column request_fee: expected none, found DOUBLE/),
  ]);
  expect(await check()).toMatchObject({ code: 1 });

  clone.edit(`${datasets}/yellow-eras.ts`, '/** The eras of the yellow dataset', `${era}\n$&`);
  clone.edit(`${datasets}/yellow-eras.ts`, / {2}\{\n {4}name: 'yellow-2026-06',[\s\S]*?\n {2}\},\n/, entries);
  clone.edit(`${datasets}/yellow.ts`, /version: (\d+)/, 'version: 3');
  await clone.succeeds('generate');
  expect(await check()).toMatchObject({ code: 0, stdout: expect.stringMatching(/\bok\b/) });

  await clone.succeeds('local', 'up', '--detach', '--replace', '--port', port, '--source', published);
  await clone.succeeds('ops', 'run', '2027-01');

  clone.edit(`${datasets}/yellow.ts`, / {2}\{ name: 'source_month'.*\n/, `$&${column}`);
  clone.edit(`${datasets}/yellow.ts`, 'version: 3', 'version: 4');
  clone.edit(`${datasets}/yellow.test.ts`, "      'source_month',\n", "$&      'request_fee',\n");
  await clone.succeeds('generate');
  const early = await clone.pnpm('ops', 'migrate');
  expect([early.code, early.stdout]).toEqual([
    1,
    expect.stringContaining('another contract than this clone'),
  ]);

  await clone.succeeds('local', 'up', '--detach', '--replace', '--port', port, '--source', published);
  const before = await clone.pnpm('ops', 'run', '2027-01', '--force');
  expect([before.code, `${before.stdout}${before.stderr}`]).toEqual([
    1,
    expect.stringContaining('TableSchemaMismatch'),
  ]);
  expect((await clone.pnpm('ops', 'doctor')).code).toBe(1);
  expect(await clone.succeeds('ops', 'migrate')).toMatch(/yellow_trips +columns added/);
  expect(await clone.succeeds('ops', 'verify')).toMatch(/2026-12.* ok [\s\S]*2027-01.* ok /);
  expect(await clone.succeeds('ops', 'verify', '2026-12', '--deep')).toMatch(/2026-12.* ok /);
  await clone.succeeds('ops', 'run', '2027-01', '--force');
  expect(await sql(fees)).toEqual([
    { source_month: '2026-12-01', trips: expect.any(Number), fees: 0 },
    { source_month: '2027-01-01', trips: expect.any(Number), fees: expect.any(Number) },
  ]);
  await clone.succeeds('ops', 'backfill', '2026-12', '2027-01', '--force', '--no-wait');
  expect(await clone.succeeds('ops', 'verify', '--deep')).toMatch(/2026-12.* ok [\s\S]*2027-01.* ok /);
  await clone.succeeds('ops', 'doctor');
}, 1_800_000);

// A second publisher in the same copy: what it takes is a contract, and nothing else.
const datasetPage = readFileSync(join(root, 'docs/adding-a-dataset.md'), 'utf8');
const [line = '', address = ''] = [...datasetPage.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) =>
  code.replaceAll(/^ {3}/gm, ''),
);

/** A month of the ferries as `ops verify --json` has it. */
interface Verified {
  readonly month: string;
  readonly status: string;
  readonly engine: string;
  readonly source_rows: number;
  readonly accepted_rows: number;
  readonly quarantined_rows: number;
  readonly table_rows: number;
}

test('the page about a dataset leads from files of another publisher to verified months by both engines, by contracts alone', async () => {
  const ferries = new Ferries(published);
  const files = [await ferries.publish('2025-04'), await ferries.publish('2025-05')];
  const contract = await clone.succeeds('ops', 'contract', 'learn', ...files, '--dataset', 'harbour');
  clone.write(`${datasets}/harbour.ts`, contract);
  clone.edit(`${datasets}/registry.ts`, 'export { yellow }', `${line}$&`);
  clone.edit(`${datasets}/harbour.ts`, / {2}baseUrl: .*\n {2}urlPath: .*\n/, address);
  await clone.succeeds('generate');
  await clone.succeeds('ops', 'contract', 'check', '--dataset', 'harbour', ...files);
  const up = ['local', 'up', '--detach', '--replace', '--port', '0', '--source', published];
  const verified = async (): Promise<readonly Verified[]> =>
    JSON.parse(await clone.succeeds('ops', 'verify', '--deep', '--dataset', 'harbour', '--json')).months;
  await clone.succeeds(...up);
  await clone.succeeds('ops', 'run', '2025-04', '2025-05', '--dataset', 'harbour');
  const rejected = await clone.succeeds('ops', 'quarantine', '2025-04', '--dataset', 'harbour');
  expect(rejected).toMatch(/aboard_not_negative +2\n[\s\S]*left_at_in_source_month +1\n/);
  expect(await clone.succeeds('ops', 'status', '--source', '--dataset', 'harbour')).toMatch(
    /2025-04[\s\S]*2025-05/,
  );
  await clone.succeeds(...up, '--engine', 'spark');
  await ferries.publish('2025-06');
  await clone.succeeds('ops', 'run', '2025-06', '--dataset', 'harbour');

  const months = await verified();
  expect(months.map(({ month, status, engine }) => [month, status, engine])).toEqual([
    ['2025-04', 'ok', 'duckdb'],
    ['2025-05', 'ok', 'duckdb'],
    ['2025-06', 'ok', 'spark'],
  ]);
  for (const { month, source_rows, accepted_rows, quarantined_rows, table_rows } of months)
    expect({ source_rows, accepted_rows, quarantined_rows, table_rows }).toEqual(
      await ferries.expected(month),
    );
  const loaded =
    'SELECT source_month, COUNT(*) AS trips, SUM(aboard) AS aboard, SUM(CASE WHEN express THEN 1 ELSE 0 END) AS express, COUNT(sold_on) AS sold, MIN(sold_on) AS first, MAX(sold_on) AS last FROM harbour_trips GROUP BY 1 ORDER BY 1';
  expect(await sql(loaded)).toEqual(await ferries.aboard());
  const addresses = `SELECT source_url FROM load_ledger WHERE dataset = 'harbour' ORDER BY source_month`;
  expect(await sql(addresses)).toEqual(
    ['202504', '202505', '202506'].map((month) => ({
      source_url: expect.stringMatching(
        `^http://127\\.0\\.0\\.1:\\d+/_publisher/data\\.harbour\\.example/open-data/2025/ferry-ridership-${month}\\.parquet$`,
      ),
    })),
  );
  const { source_base_urls } = JSON.parse(await clone.succeeds('ops', 'env', '--json'));
  expect(source_base_urls).toEqual({ harbour: expect.stringMatching(/\/data\.harbour\.example$/) });
}, 1_800_000);

test('after both pages every check of the contracts is green', async () => {
  const checks = ['test', 'typecheck', 'lint', 'generate:check'];
  await clone.succeeds('turbo', 'run', ...checks, '--filter=@tlc-elt/contracts');
}, 1_800_000);
