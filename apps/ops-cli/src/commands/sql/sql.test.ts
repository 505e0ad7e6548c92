import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { deploy, warehouse } from '../../../test/stage.ts';

let fake: FakeAws;
let root: string;

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
});
afterAll(() => fake.close());
beforeEach(() => {
  fake.calls.length = 0;
  deploy(fake);
  warehouse(fake, () => ({
    columns: ['month', 'rows', 'share', 'ok', 'note'],
    rows: [
      ['2024-09-01', 3483770, 0.959, true, null],
      ['2024-10-01', 7, 1, false, 'x'],
    ],
  }));
});

const executed = (): unknown[] =>
  fake.calls.filter(({ operation }) => operation === 'ExecuteStatement').map(({ input }) => input);

describe('ops sql', () => {
  test('prints a table with numbers on the right', async () => {
    expect(await ops(['sql', 'SELECT 1'], { root })).toEqual({
      code: 0,
      stdout: [
        'month          rows  share  ok     note',
        '2024-09-01  3483770  0.959  true   NULL',
        '2024-10-01        7      1  false  x',
        '2 rows',
        '',
      ].join('\n'),
      stderr: '',
    });
    expect(executed()).toEqual([
      {
        WorkgroupName: 'wg',
        Database: 'tlc',
        Sql: 'SELECT 1',
        WaitTimeSeconds: 30,
        ClientToken: expect.any(String),
      },
    ]);
  });

  test('--json gives numbers as numbers and NULL as null', async () => {
    const { stdout } = await ops(['sql', 'SELECT 1', '--json'], { root });
    expect(JSON.parse(stdout)).toEqual([
      { month: '2024-09-01', rows: 3483770, share: 0.959, ok: true, note: null },
      { month: '2024-10-01', rows: 7, share: 1, ok: false, note: 'x' },
    ]);
  });

  test('all pages of a result are read', async () => {
    fake.handlers.set('GetStatementResult', ({ NextToken }) => ({
      ColumnMetadata: [{ name: 'n', typeName: 'int4' }],
      Records: [[{ longValue: NextToken ? 2 : 1 }]],
      ...(NextToken ? {} : { NextToken: 'more' }),
    }));
    const { stdout } = await ops(['sql', 'SELECT n FROM t', '--json'], { root });
    expect(JSON.parse(stdout)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test.each([[['sql']], [['sql', '-']]])('%j reads the statement from standard input', async (argv) => {
    await ops(argv, { root, stdin: 'SELECT 2\n' });
    expect(executed()).toMatchObject([{ Sql: 'SELECT 2\n' }]);
  });

  test('a statement that writes needs --write, and nothing was asked of AWS', async () => {
    const outcome = await ops(['sql', 'DELETE FROM yellow_trips'], { root });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: DELETE may write; without --write only SELECT, WITH and EXPLAIN run\nnext:  npx -y pnpm@12.21.0 ops sql --write "…"\n',
    });
    expect(fake.calls).toEqual([]);
  });

  test("--write runs as the warehouse's administrator", async () => {
    fake.handlers.set('GetNamespace', ({ namespaceName }) => ({
      namespace: { namespaceName, adminPasswordSecretArn: 'arn:aws:secretsmanager:secret' },
    }));
    const { code } = await ops(['sql', '--write', 'DELETE FROM yellow_trips'], { root });
    expect([code, executed()]).toMatchObject([0, [{ SecretArn: 'arn:aws:secretsmanager:secret' }]]);
  });

  test('stage prod refuses --write, whatever the statement', async () => {
    const prod = cloneWith(fake.url, 'prod');
    const outcome = await ops(['sql', '--stage', 'prod', '--endpoint', 'local', '--write', 'SELECT 1'], {
      root: prod,
    });
    expect([outcome.code, outcome.stderr.split('\n')[0]]).toEqual([2, 'error: stage prod refuses --write']);
    expect(fake.calls).toEqual([]);
  });

  test("a statement that fails ends with the warehouse's words", async () => {
    warehouse(fake, () => {
      throw new Error('permission denied for relation load_lock');
    });
    const outcome = await ops(['sql', 'SELECT * FROM load_lock'], { root });
    expect(outcome).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: ERROR: permission denied for relation load_lock\n',
    });
  });

  test('a slow statement is waited for', async () => {
    let looks = 0;
    fake.handlers.set('ExecuteStatement', () => ({ Id: '1', Status: 'STARTED' }));
    fake.handlers.set('DescribeStatement', () => ({
      Status: ++looks < 3 ? 'STARTED' : 'FINISHED',
      HasResultSet: false,
    }));
    expect(await ops(['sql', 'SELECT 1'], { root })).toEqual({
      code: 0,
      stdout: 'done, no rows\n',
      stderr: '',
    });
    expect(looks).toBe(3);
  });
});
