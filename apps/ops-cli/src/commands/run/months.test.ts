import { addMonths, deadlineOf, dueMonth, monthsBetween, yellow } from '@tlc-elt/contracts';
import {
  checkSource,
  entered,
  executionFailed,
  executionSucceeded,
  exited,
  history,
  jobFailed,
  jobState,
  jobSubmitted,
  started,
} from '@tlc-elt/executions/made-up-history';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AwsError, type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { jobLogs } from '../../../test/glue.ts';
import { createTables, load } from '../../../test/local-loads.ts';
import { type LocalStage, startLocalStage } from '../../../test/local-stage.ts';
import { loadMonth } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import { arnOf, deploy, executions, type FakeExecution } from '../../../test/stage.ts';
import type { MonthsResult } from './months.ts';

const source = { url: 'https://tlc/f.parquet', etag: 'e', last_modified: '2024-11-20T00:00:00Z', bytes: 1 };
const plan = (month: string) => ({
  dataset: 'yellow',
  month,
  run_id: 'r',
  outcome: 'load',
  source,
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
});

describe('several months', () => {
  let fake: FakeAws;
  let root: string;
  let going = 0;
  let most = 0;

  beforeAll(async () => {
    fake = await startFakeAws();
    root = cloneWith(fake.url);
    deploy(fake);
    await loadMonth(fake);
    jobLogs(fake, {});
    const known: FakeExecution[] = [];
    executions(fake, known);
    fake.handlers.set('StartExecution', ({ name, input }) => {
      const { month } = JSON.parse(String(input)) as { month: string };
      if (month === '2024-11') throw new AwsError('ExecutionLimitExceeded', 'too many');
      if (month === '2024-12') fake.handlers.set('GetExecutionHistory', throttled);
      const fails = month === '2024-10';
      known.unshift({
        name: String(name),
        status: fails ? 'FAILED' : 'SUCCEEDED',
        events: eventsOf(month, fails),
      });
      going += 1;
      most = Math.max(most, going);
      return { executionArn: arnOf(String(name)), startDate: new Date() };
    });
    const describeHistory = fake.handlers.get('GetExecutionHistory');
    fake.handlers.set('GetExecutionHistory', (request) => {
      going = Math.max(0, going - 1);
      return describeHistory?.(request);
    });
  });
  afterAll(() => fake.close());

  const throttled = (): never => {
    throw new AwsError('ThrottlingException', 'Rate exceeded');
  };
  const eventsOf = (month: string, fails: boolean) =>
    fails
      ? history(
          started(),
          checkSource(plan(month)),
          entered('IngestRaw'),
          jobSubmitted('i', 'jr'),
          jobFailed('SourceFileInvalid: truncated'),
          exited('IngestRaw'),
          entered('PipelineFailed', 'Fail'),
          executionFailed('States.TaskFailed', 'x'),
        )
      : history(
          started(),
          checkSource(plan(month)),
          jobState('LoadRedshift', 'jr', 3),
          entered('PipelineSucceeded', 'Succeed'),
          exited('PipelineSucceeded', 'Succeed'),
          executionSucceeded(),
        );

  test('one that fails, and one that cannot be started, do not stop the others; exit code 1', async () => {
    const { code, stdout, stderr } = await ops(['run', '2024-09..2024-11', '--parallel', '1', '--json'], {
      root,
    });
    const { ok, months, not_published } = JSON.parse(stdout) as MonthsResult;
    expect([code, ok, not_published]).toEqual([1, false, []]);
    expect(months.map(({ month, execution, status }) => [month, execution, status])).toEqual([
      ['2024-09', 'yellow-2024-09-r2', 'SUCCEEDED'],
      ['2024-10', 'yellow-2024-10-r1', 'FAILED'],
      ['2024-11', null, 'NOT_STARTED'],
    ]);
    expect(months[2]?.error).toContain('ExecutionLimitExceeded');
    expect(stderr.split('\n').slice(0, 4)).toEqual([
      '2024-09 yellow-2024-09-r2 started',
      '✓ 2024-09 loaded 88 rows, 12 rejected, verified (3.5 s)',
      '2024-10 yellow-2024-10-r1 started',
      '✗ 2024-10 FAILED in IngestRaw: SourceFileInvalid (1.5 s)',
    ]);
    expect(most).toBe(1);
  });

  test('one that is lost sight of was started, and is said to go on', async () => {
    const seen = fake.handlers.get('GetExecutionHistory');
    const { code, stdout } = await ops(['run', '2024-12..2025-01', '--parallel', '1', '--json'], { root });
    if (seen) fake.handlers.set('GetExecutionHistory', seen);
    const { months } = JSON.parse(stdout) as MonthsResult;
    expect([code, months[0]]).toEqual([
      1,
      {
        dataset: 'yellow',
        month: '2024-12',
        execution: null,
        status: 'NOT_WATCHED',
        error: 'yellow-2024-12-r1 goes on; ThrottlingException: Rate exceeded',
      },
    ]);
  });

  test('for people: a line each, and what to type for those that failed', async () => {
    const { stdout } = await ops(['backfill', '2024-09', '2024-11'], { root });
    expect(stdout).toBe(`month    execution          result
2024-09  yellow-2024-09-r3  loaded 88 rows, 12 rejected, verified
2024-10  yellow-2024-10-r2  FAILED in IngestRaw: SourceFileInvalid
2024-11                     ExecutionLimitExceeded: too many

2024-10  SourceFileInvalid: truncated
next:  Open the address in the message; run the month again once the publisher has repaired it.
next:  npx -y pnpm@12.21.0 ops logs yellow-2024-10-r2

next:  npx -y pnpm@12.21.0 ops run 2024-11
`);
  });

  test('a single month of a range that is right: exit code 0', async () => {
    expect((await ops(['backfill', '2024-09', '2024-09'], { root })).code).toBe(0);
  });
});

test('a local cloud that is ended while months run: said once, as by every other command', async () => {
  const fake = await startFakeAws();
  const root = cloneWith(fake.url);
  deploy(fake);
  await loadMonth(fake);
  jobLogs(fake, {});
  const known: FakeExecution[] = [];
  executions(fake, known);
  fake.handlers.set('StartExecution', ({ name }) => {
    known.unshift({ name: String(name), status: 'RUNNING', events: history(started()) });
    if (known.length === 2) void fake.close();
    return { executionArn: arnOf(String(name)), startDate: new Date() };
  });
  const argv = ['run', '2024-09..2024-12', '--parallel', '2'];
  const { code, stdout, stderr } = await ops(argv, { root });
  expect([code, stdout]).toEqual([3, '']);
  expect(stderr.split('\n').filter((line) => line.startsWith('error: '))).toEqual([
    `error: the local cloud of stage local is not running: nothing answers on ${fake.url}`,
  ]);
  expect(stderr).toMatch(/\nnext: +start it: /);
  expect(known).toHaveLength(2);
});

describe('run --due', () => {
  let stage: LocalStage;
  const due = dueMonth(yellow, new Date());
  /** Due, not past the deadline, and not published: all but the one of before that the publisher has. */
  const late = monthsBetween(addMonths(due, -6), due).filter(
    (month) => month !== addMonths(due, -1) && new Date() < deadlineOf(yellow, month),
  );
  const file = (month: string): string => `yellow_tripdata_${month}.parquet`;

  beforeAll(async () => {
    stage = await startLocalStage();
    await createTables(stage);
    for (const month of ['2019-01', '2019-03', '2020-04', addMonths(due, -1)])
      stage.publish(file(month), 'PAR1');
  }, 60_000);
  afterAll(() => stage?.stop());

  async function runDue(...argv: string[]): Promise<MonthsResult & { code: number; stderr: string }> {
    const { code, stdout, stderr } = await stage.ops('run', '--due', '--no-wait', '--json', ...argv);
    if (stdout === '') throw new Error(stderr);
    return { code, stderr, ...(JSON.parse(stdout) as MonthsResult) };
  }

  test('takes the month that is due alone where nothing is loaded: no backfill of all years unasked', async () => {
    const { months, not_published, stderr } = await runDue();
    expect([months, not_published]).toEqual([[], [due]]);
    expect(stderr).toContain(
      `0 published months are not loaded since ${due}, the month that is due (--since takes earlier ones);`,
    );
  });

  test('begins with the oldest month that is loaded', async () => {
    await load(stage, ['2019-03', 1, 'yellow-2019-03-r1', 'e']);
    const { months, stderr } = await runDue();
    expect(months.map(({ month }) => month)).toEqual(['2020-04', addMonths(due, -1)]);
    expect(stderr).toContain(
      'not loaded since 2019-03, the oldest that is loaded (--since takes earlier ones);',
    );
  });

  test('runs what is published and not in the ledger, and says that the due month is not published', async () => {
    const { months, not_published, stderr } = await runDue('--since', '2011-01');
    expect(months.map(({ month }) => month)).toEqual(['2019-01', '2020-04', addMonths(due, -1)]);
    expect(months.map(({ execution }) => execution)[0]).toBe('yellow-2019-01-r1');
    expect([not_published, not_published.at(-1)]).toEqual([late, due]);
    expect(stderr).toMatch(
      /^3 published months are not loaded since 2011-01; loaded ones stay as they are \(`.* ops status --source` shows/,
    );
  });

  test('with nothing to do but a due month that is not there, which is listed: exit code 0', async () => {
    for (const [i, month] of ['2019-01', '2020-04', addMonths(due, -1)].entries())
      await load(stage, [month, 2 + i, 'r', 'e']);
    const { code, ok, months, not_published } = await runDue('--since', '2019-01');
    expect([code, ok, months, not_published]).toEqual([0, true, [], late]);
    const { stdout } = await stage.ops('run', '--due', '--no-wait');
    expect(stdout).toBe(`Every published month is loaded.\n\nnot published yet: ${late.join(', ')}\n`);
  });

  test('with everything loaded: exit code 0', async () => {
    for (const month of late) await load(stage, [month, 9, 'r', 'e']);
    expect(await runDue()).toMatchObject({ code: 0, ok: true, months: [], not_published: [] });
  });

  test('Ctrl-C stops watching, starts no further month, and says what goes on', async () => {
    const stopped = new AbortController();
    const heard = (stderr: string): void => {
      if (['01', '02'].every((month) => stderr.includes(`yellow-2030-${month}-r1 started`))) stopped.abort();
    };
    const { code, stderr } = await ops(['backfill', '2030-01', '2030-05', '--parallel', '2'], {
      root: stage.root,
      signal: stopped.signal,
      heard,
    });
    expect(code).toBe(130);
    expect(stderr).toContain(
      'watching was stopped; yellow-2030-01-r1, yellow-2030-02-r1 go on, no further month is started',
    );
    const { stdout } = await stage.ops('status', '--json');
    const { executions: known } = JSON.parse(stdout) as { executions: { name: string; status: string }[] };
    expect(
      known
        .filter(({ status }) => status === 'RUNNING')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['yellow-2030-01-r1', 'yellow-2030-02-r1']);
  });
});
