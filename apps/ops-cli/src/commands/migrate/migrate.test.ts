import { datasets, namedRelationsOf, tablesOf } from '@tlc-elt/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { jobLogs } from '../../../test/glue.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, emptyWarehouse, warehouse } from '../../../test/stage.ts';

let fake: FakeAws;
let root: string;
const done = [
  { table: 'yellow_trips', action: 'columns added', statements: ['ALTER TABLE …'], columns: ['no_such_fee'] },
  { table: 'load_ledger', action: 'unchanged', statements: [] },
];

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
  deploy(fake);
  warehouse(fake, ofTheContract);
});
afterAll(() => fake.close());

const relations = [...tablesOf(datasets.yellow), ...namedRelationsOf(datasets.yellow)];

/** Tables and views with the columns of this clone's contract. */
function ofTheContract(sql: string): { columns: string[]; rows: [] } {
  const table = relations.find(({ name }) => sql.includes(` ${name} `));
  return { columns: table?.columns.map(({ name }) => name) ?? [], rows: [] };
}

/** The job ends at the third look. */
function jobEnds(state: string, logs: { output?: string[]; error?: string[] }, message?: string): void {
  let looks = 0;
  jobLogs(fake, { jr_1: logs });
  fake.handlers.set('StartJobRun', () => ({ JobRunId: 'jr_1' }));
  fake.handlers.set('GetJobRun', () => {
    looks += 1;
    return {
      JobRun: {
        Id: 'jr_1',
        JobRunState: looks < 3 ? 'RUNNING' : state,
        ExecutionTime: 7,
        LogGroupName: '/aws-glue/python-jobs',
        ...(message ? { ErrorMessage: message } : {}),
      },
    };
  });
}

test('the job of the stage is started, its log followed, and what it did is shown', async () => {
  jobEnds('SUCCEEDED', { output: ['{"event": "migrated"}', JSON.stringify({ migrated: done })] });
  fake.calls.length = 0;
  const { code, stdout, stderr } = await ops(['migrate', '--json'], { root });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { job_run: 'jr_1', status: 'SUCCEEDED', seconds: 7, tables: done, error: null, next: null },
  ]);
  expect(fake.calls.find(({ operation }) => operation === 'StartJobRun')?.input).toEqual({
    JobName: 'tlc-local-migrate-warehouse',
    Arguments: { '--dataset': 'yellow' },
  });
  expect(stderr).toContain('    migrated\n');
  expect((await ops(['migrate'], { root })).stdout).toBe(
    'table         what was done\nyellow_trips  columns added\nload_ledger   unchanged\n',
  );
});

test('a job that fails ends with its message and exit code 1', async () => {
  jobEnds('FAILED', { error: ['Traceback'] }, 'TableSchemaMismatch: yellow_trips has an unknown column x');
  expect(await ops(['migrate'], { root })).toMatchObject({
    code: 1,
    stdout: 'FAILED: job run jr_1\nTableSchemaMismatch: yellow_trips has an unknown column x\n',
  });
});

test('a job that was deployed with another contract has not migrated, whatever it says', async () => {
  jobEnds('SUCCEEDED', { output: [JSON.stringify({ migrated: done })] });
  warehouse(fake, (sql) =>
    sql.includes(' yellow_trips ') ? { columns: ['vendor_id'], rows: [] } : ofTheContract(sql),
  );
  const { code, stdout } = await ops(['migrate'], { root });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /^NOT MIGRATED: job run jr_1\nwhat is deployed has another contract than this clone: yellow_trips has the columns vendor_id; the contract vendor_id, pickup.*\nnext: {2}npx -y pnpm@12.21.0 local up --detach --replace, then npx -y pnpm@12.21.0 ops migrate\n$/,
  );
});

test('a view of a lookup with other columns than this clone has is not migrated either', async () => {
  jobEnds('SUCCEEDED', { output: [JSON.stringify({ migrated: done })] });
  warehouse(fake, (sql) =>
    sql.includes(' taxi_zones ') ? { columns: ['location_id'], rows: [] } : ofTheContract(sql),
  );
  const { code, stdout } = await ops(['migrate'], { root });
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining('taxi_zones has the columns location_id; the contract location_id, borough'),
  ]);
});

test('tables that are not there yet are made by the first load', async () => {
  jobEnds('SUCCEEDED', { output: [JSON.stringify({ migrated: [] })] });
  warehouse(fake, emptyWarehouse);
  expect((await ops(['migrate'], { root })).code).toBe(0);
});
