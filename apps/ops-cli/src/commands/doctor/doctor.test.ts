import { dueMonth, yellow } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { zonesKept } from '../../../test/lookup.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import type { Result } from './run.ts';

let stage: LocalStage;
beforeAll(async () => {
  stage = await startLocalStage();
}, 60_000);
afterAll(() => stage?.stop());

async function doctor(): Promise<{ code: number; result: Result; of: Record<string, string> }> {
  const { code, stdout, stderr } = await stage.ops('doctor', '--json');
  if (stdout === '') throw new Error(stderr);
  const result = JSON.parse(stdout) as Result;
  const of = Object.fromEntries(
    result.checks.map(({ check, status, found }) => [check, `${status} ${found}`]),
  );
  return { code, result, of };
}

test('a stage that was just deployed: everything answers, nothing is loaded', async () => {
  const { code, of } = await doctor();
  expect(code).toBe(0);
  expect(of).toMatchObject({
    node: expect.stringMatching(/^(ok|warn) \d+\./),
    credentials: expect.stringMatching(/^ok arn:aws:iam:/),
    bootstrap: 'skip a local cloud needs none',
    parameters: 'ok all 16 are set',
    workgroup: 'ok tlc-local answers, 8 RPU, at most 16',
    'usage limit': 'skip a local cloud bills nothing',
    'table yellow_trips': 'warn is not there yet',
    'newest month': 'warn nothing is loaded yet',
    schedule: 'warn DISABLED, cron(0 6 5 * ? *) America/New_York',
  });
});

test('a stage with a month that is old, then with the newest', async () => {
  await createTables(stage);
  await load(stage, ['2019-03', 1, 'yellow-2019-03-r1', 'e']);
  expect((await doctor()).of).toMatchObject({
    'table yellow_trips': 'ok readable, with the columns of the contract',
    'table yellow_trips_quarantine': 'ok readable, with the columns of the contract',
    'table load_ledger': 'ok readable, with the columns of the contract',
    'newest month': 'warn 2019-03: newer ones are due',
  });
  const month = dueMonth(yellow, new Date());
  await load(stage, [month, 2, `yellow-${month}-r1`, 'e']);
  expect((await doctor()).of['newest month']).toBe(`ok ${month}`);
});

test('taxi zones: none yet, brought and not loaded, loaded, and not got the last time', async () => {
  const manifest = (document: object): Promise<void> =>
    stage.put(
      'raw',
      'lookups/taxi_zones/manifest.json',
      JSON.stringify({ version: 1, lookup: 'taxi_zones', ...document }),
    );
  const found = async () => (await doctor()).of['lookup taxi_zones'];
  expect(await found()).toBe('warn no run has looked for it yet');
  await manifest({ kept: zonesKept });
  expect(await found()).toBe('warn raw keeps 265 rows, of 2024-02-05; the warehouse has none');
  await stage.sql(
    'CREATE TABLE lookup_ledger (lookup VARCHAR(64), version INTEGER, source_sha256 VARCHAR(64))',
  );
  await stage.sql('GRANT SELECT ON lookup_ledger TO PUBLIC');
  await stage.sql("INSERT INTO lookup_ledger VALUES ('taxi_zones', 1, 'b')");
  expect(await found()).toBe(
    'warn raw keeps 265 rows, of 2024-02-05; the warehouse has version 1, another one',
  );
  expect((await doctor()).of).toMatchObject({
    'table lookup_ledger': expect.stringMatching(/^fail has the columns lookup, version, source_sha256; /),
    'table taxi_zones': 'warn is not there yet',
    'table yellow_trips_named': 'warn is not there yet',
  });
  await stage.sql(`INSERT INTO lookup_ledger VALUES ('taxi_zones', 2, '${zonesKept.sha256}')`);
  expect(await found()).toBe('ok version 2: 265 rows, of 2024-02-05');
  await manifest({
    kept: zonesKept,
    problem: { reason: 'HTTP 403', run_id: 'r', at: '2026-11-23T10:00:00Z' },
  });
  expect(await found()).toBe('warn 265 rows, of 2024-02-05; the last look: HTTP 403');
});

test('a table of an older contract fails, and names the command that migrates it', async () => {
  await stage.sql('ALTER TABLE yellow_trips DROP COLUMN source_month');
  const { code, result } = await doctor();
  expect(code).toBe(1);
  const check = result.checks.find((each) => each.check === 'table yellow_trips');
  expect(check).toMatchObject({
    status: 'fail',
    found: expect.stringContaining('the contract vendor_id'),
    next: 'npx -y pnpm@12.21.0 local up --detach --replace, then npx -y pnpm@12.21.0 ops migrate',
  });
  const { stdout } = await stage.ops('doctor');
  expect(stdout).toMatch(
    /next: {2}table yellow_trips: npx .* --replace, then npx -y pnpm@12.21.0 ops migrate\n/,
  );
});

test('nothing answers: exit code 3, and what to do', async () => {
  const { code, stdout } = await ops(['doctor', '--json'], { root: cloneWith(undefined) });
  const { checks } = JSON.parse(stdout) as Result;
  expect([code, checks.find(({ check }) => check === 'credentials')]).toEqual([
    3,
    {
      check: 'credentials',
      status: 'fail',
      found: 'no local cloud runs for stage local',
      next: 'start it: npx -y pnpm@12.21.0 start, or npx -y pnpm@12.21.0 local up',
    },
  ]);
});

test('--machine asks no stage', async () => {
  const { code, stdout } = await ops(['doctor', '--machine', '--json'], { root: cloneWith(undefined) });
  expect([code, (JSON.parse(stdout) as Result).checks.map(({ check }) => check)]).toEqual([
    0,
    ['node', 'python', 'java'],
  ]);
});

test("ops env gives the stage's outputs under stable names", async () => {
  const { code, stdout } = await stage.ops('env', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    stage: 'local',
    account: '000000000000',
    region: 'us-east-1',
    raw_bucket: 'raw',
    processed_bucket: 'processed',
    scripts_bucket: 'scripts',
    state_machine_arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:tlc-local-pipeline',
    workgroup: 'tlc-local',
    workgroup_endpoint: '127.0.0.1:5439',
    namespace: 'tlc-local',
    database: 'tlc',
    glue_jobs: { IngestRaw: 'tlc-local-IngestRaw' },
    roles: { load: 'arn:aws:iam::000000000000:role/tlc-local-load' },
  });
  const { stdout: lines } = await stage.ops('env');
  expect(lines).toMatch(/^output +value\nstage +local\n/);
  expect(lines).toMatch(/\nroles\.load +arn:aws:iam::000000000000:role\/tlc-local-load\n/);
});
