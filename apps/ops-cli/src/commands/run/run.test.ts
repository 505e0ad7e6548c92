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
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AwsError, type FakeAws, startFakeAws } from '../../../test/fake-aws.ts';
import { jobLogs } from '../../../test/glue.ts';
import { type Counts, loadMonth } from '../../../test/month.ts';
import { cloneWith, ops } from '../../../test/ops.ts';
import {
  arnOf,
  deploy,
  emptyWarehouse,
  executions,
  type FakeExecution,
  warehouse,
} from '../../../test/stage.ts';
import type { RunResult } from './pipeline.ts';

let fake: FakeAws;
let root: string;
let known: FakeExecution[];
let counts: Counts;

const source = { url: 'https://tlc/f.parquet', etag: 'e', last_modified: '2024-11-20T00:00:00Z', bytes: 1 };
const plan = (outcome: string, more: object = {}) => ({
  dataset: 'yellow',
  month: '2024-09',
  run_id: 'r',
  outcome,
  ...more,
});
const load = plan('load', {
  source,
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
});
const dates = { checked_at: '2026-11-23T10:00:00Z', deadline: '2027-03-30T00:00:00Z' };
const waits = plan('not_published', { ...dates, wait_seconds: 86400 });

const succeeds = history(
  started(),
  checkSource(load),
  jobState('IngestRaw', 'jr_ingest', 1.2),
  jobState('TransformTrips', 'jr_transform', 2),
  jobState('LoadRedshift', 'jr_load', 3),
  entered('PipelineSucceeded', 'Succeed'),
  exited('PipelineSucceeded', 'Succeed'),
  executionSucceeded(),
);
const fails = history(
  started(),
  checkSource(load),
  entered('IngestRaw'),
  jobSubmitted('tlc-local-ingest-raw', 'jr_ingest'),
  jobFailed('NotParquet: the file ends in "oops"'),
  exited('IngestRaw'),
  entered('PipelineFailed', 'Fail'),
  executionFailed('PipelineFailed', 'NotParquet'),
);
const waiting = history(started(), checkSource(waits), entered('WaitForPublication', 'Wait', waits));

beforeAll(async () => {
  fake = await startFakeAws();
  root = cloneWith(fake.url);
});
afterAll(() => fake.close());
beforeEach(async () => {
  fake.calls.length = 0;
  fake.objects.clear();
  deploy(fake);
  jobLogs(fake, {
    jr_ingest: { output: ['downloading', 'verified\n'], error: ['Traceback', '  NotParquet'] },
  });
  counts = await loadMonth(fake);
  known = [];
  executions(fake, known);
  startsWith(succeeds);
});

const ends: Record<string, string> = { ExecutionSucceeded: 'SUCCEEDED', ExecutionFailed: 'FAILED' };

/** StartExecution makes an execution with these events. */
function startsWith(events: FakeExecution['events']): void {
  fake.handlers.set('StartExecution', ({ name, input }) => {
    if (known.some((execution) => execution.name === name))
      throw new AwsError('ExecutionAlreadyExists', 'exists');
    const status = ends[events?.at(-1)?.type ?? ''] ?? 'RUNNING';
    known.unshift({ name: String(name), status, input: JSON.parse(String(input)), events });
    return { executionArn: arnOf(String(name)), startDate: new Date() };
  });
}

const startedInputs = (): unknown[] =>
  fake.calls.flatMap(({ operation, input }) =>
    operation === 'StartExecution' ? [[input.name, JSON.parse(String(input.input))]] : [],
  );

async function run(...argv: string[]): Promise<{ code: number; result: RunResult; stderr: string }> {
  const { code, stdout, stderr } = await ops(['run', '2024-09', '--json', ...argv], { root });
  if (stdout === '') throw new Error(stderr);
  return { code, result: JSON.parse(stdout) as RunResult, stderr };
}

describe('a run that succeeds', () => {
  test('--json: states with their seconds, and what verify counts', async () => {
    fake.objects.clear();
    counts = await loadMonth(fake);
    const { code, result } = await run();
    const { verification, states, ...rest } = result;
    expect(rest).toEqual({
      execution: 'yellow-2024-09-r2',
      status: 'SUCCEEDED',
      dataset: 'yellow',
      month: '2024-09',
      outcome: 'load',
      state: 'PipelineSucceeded',
      attached: false,
      error: null,
      cause: null,
      log_tail: [],
      waiting_until: null,
      deadline: null,
    });
    expect(states.map(({ name, status, seconds }) => [name, status, seconds])).toEqual([
      ['CheckSource', 'SUCCEEDED', 0.5],
      ['IngestRaw', 'SUCCEEDED', 1.2],
      ['TransformTrips', 'SUCCEEDED', 2],
      ['LoadRedshift', 'SUCCEEDED', 3],
      ['PipelineSucceeded', 'SUCCEEDED', 0],
    ]);
    expect(verification).toMatchObject({
      status: 'ok',
      source_rows: 100,
      table_rows: 88,
      quarantined_rows: 12,
    });
    expect(code).toBe(0);
    expect(startedInputs()).toEqual([['yellow-2024-09-r2', { dataset: 'yellow', month: '2024-09' }]]);
  });

  test('progress with log lines on stderr, the tables on stdout', async () => {
    const { code, stdout, stderr } = await ops(['run', '2024-09'], { root });
    expect([code, stderr]).toEqual([
      0,
      [
        'yellow-2024-09-r2 started (Ctrl-C stops watching, not the run)',
        '✓ CheckSource 0.5 s',
        '  IngestRaw',
        '    downloading',
        '    verified',
        '✓ IngestRaw 1.2 s',
        '✓ TransformTrips 2.0 s',
        '✓ LoadRedshift 3.0 s',
        '✓ PipelineSucceeded 0.0 s',
        '',
      ].join('\n'),
    ]);
    expect(stdout).toContain(
      'succeeded: yellow-2024-09-r2\n\nstate              status      time\nCheckSource',
    );
    expect(stdout).toContain(
      '2024-09  ok         100        88           12      88        88  yellow-2024-09-r1',
    );
  });

  test('--verbose: also what jobs write to standard error', async () => {
    const { stderr } = await ops(['run', '2024-09', '--verbose'], { root });
    expect(stderr).toContain('    downloading\n    Traceback\n    verified\n      NotParquet\n');
  });

  test('whose month is not right in the end fails', async () => {
    counts.trips.pop();
    const { code, result } = await run();
    expect([code, result.status, result.verification?.problems[0]?.code]).toEqual([
      1,
      'SUCCEEDED',
      'table_rows_differ',
    ]);
  });

  test('that found the month loaded already is shown as such', async () => {
    const already = plan('already_loaded', {
      source,
      loaded_by: 'yellow-2024-09-r1',
      loaded_at: '2026-11-23',
    });
    startsWith(
      history(
        started(),
        checkSource(already),
        entered('AlreadyLoaded', 'Succeed', already),
        exited('AlreadyLoaded', 'Succeed'),
        executionSucceeded(),
      ),
    );
    const { code, result } = await run();
    expect([code, result.status, result.state, result.outcome]).toEqual([
      0,
      'SUCCEEDED',
      'AlreadyLoaded',
      'already_loaded',
    ]);
    const { stdout } = await ops(['run', '2024-09', '--force'], { root });
    expect(stdout.split('\n')[0]).toBe(
      'already loaded: yellow-2024-09-r3 found 2024-09 loaded from this very file; npx -y pnpm@12.21.0 ops run 2024-09 --force loads it again',
    );
  });
});

describe('a run that fails', () => {
  beforeEach(() => startsWith(fails));

  test('--json: the failing state, a readable cause, the last log lines; exit code 1', async () => {
    const { code, result } = await run();
    expect([code, result]).toMatchObject([
      1,
      {
        status: 'FAILED',
        state: 'IngestRaw',
        error: 'NotParquet',
        cause: 'NotParquet: the file ends in "oops"',
        log_tail: ['downloading', 'verified'],
        verification: null,
      },
    ]);
  });

  test('for people', async () => {
    const { stdout } = await ops(['run', '2024-09'], { root });
    expect(stdout).toBe(`FAILED: yellow-2024-09-r2 in IngestRaw
NotParquet: the file ends in "oops"

state           status      time
CheckSource     SUCCEEDED  0.5 s
IngestRaw       FAILED     1.0 s
PipelineFailed  FAILED     0.0 s

last lines of its log:
  downloading
  verified

next:  npx -y pnpm@12.21.0 ops logs yellow-2024-09-r2
`);
  });
});

test('a cause that begins with an error of the contract comes with what to do about it', async () => {
  startsWith(
    history(
      started(),
      entered('CheckSource'),
      {
        type: 'TaskFailed',
        taskFailedEventDetails: {
          resourceType: 'lambda',
          resource: 'invoke',
          error: 'SourceNotUsable',
          cause: JSON.stringify({ errorType: 'SourceNotUsable', errorMessage: 'HTTP 404' }),
        },
      },
      exited('CheckSource'),
      entered('PipelineFailed', 'Fail'),
      executionFailed('SourceNotUsable', 'x'),
    ),
  );
  const { stdout } = await ops(['run', '2024-09'], { root });
  expect(stdout).toContain(`\nSourceNotUsable: HTTP 404
next:  Look at the address in the message by hand;`);
});

test('the words that end a sentence of a job are what to do next, as this user types it', async () => {
  startsWith(
    history(
      started(),
      entered('LoadRedshift'),
      jobSubmitted('l', 'jr_load'),
      jobFailed(
        'Traceback (most recent call last):\n  File "x.py", line 1, in <module>\nStaleRun: r9 is newer. Next: `ops status 2024-09`.\n',
      ),
      exited('LoadRedshift'),
      entered('PipelineFailed', 'Fail'),
      executionFailed('StaleRun', 'StaleRun: r9 is newer. Next: `ops status 2024-09`.'),
    ),
  );
  const { stdout } = await ops(['run', '2024-09'], { root });
  expect(stdout).toContain(`FAILED: yellow-2024-09-r2 in LoadRedshift
StaleRun: r9 is newer.
next:  \`npx -y pnpm@12.21.0 ops status 2024-09\`.

state`);
});

test('what only ends a run is not named as the place where it failed', async () => {
  startsWith(
    history(
      started(),
      checkSource(plan('publication_overdue', dates)),
      entered('PipelineFailed', 'Fail'),
      executionFailed('PublicationOverdue', 'PublicationOverdue: not there'),
    ),
  );
  const { stdout } = await ops(['run', '2024-09'], { root });
  expect(stdout).toMatch(/^FAILED: yellow-2024-09-r2\nPublicationOverdue: not there\nnext: {2}Look at/);
});

describe('which run', () => {
  test('options are in the input', async () => {
    await run('--force', '--no-wait');
    expect(startedInputs()).toEqual([
      ['yellow-2024-09-r2', { dataset: 'yellow', month: '2024-09', force: true, no_wait: true }],
    ]);
  });

  test.each([
    [['--accept-quarantine'], { accept_quarantine: true }],
    [['--accept-older'], { accept_older: true }],
    [['--accept-shrink'], { accept_shrink: true }],
    [['--accept-republication'], { accept_republication: true }],
    [['--accept-unusual'], { accept_unusual: true }],
    [['--publication', '28cb1b-4'], { publication: '28cb1b-4' }],
  ])('%j is in the input', async (flags, input) => {
    await run(...flags);
    expect(startedInputs()).toEqual([
      ['yellow-2024-09-r2', { dataset: 'yellow', month: '2024-09', ...input }],
    ]);
  });

  test('a run that is found going was started with other flags: that is said', async () => {
    known.unshift({
      name: 'yellow-2024-09-r5',
      status: 'RUNNING',
      input: { month: '2024-09', force: true },
      events: succeeds,
    });
    const flags = ['--force', '--accept-quarantine', '--accept-older', '--publication', 'e-1'];
    const { stderr } = await run(...flags);
    expect(stderr).toContain(
      'note: yellow-2024-09-r5 was started without --accept-quarantine and --accept-older and --publication; type the same again',
    );
    expect(startedInputs()).toEqual([]);
  });

  test('the first of an empty stage is r1', async () => {
    fake.objects.clear();
    warehouse(fake, emptyWarehouse);
    const { result } = await run();
    expect(result.execution).toBe('yellow-2024-09-r1');
  });

  test('numbers are taken over executions, S3 prefixes and ledger', async () => {
    counts.ledger = [{ ...counts.ledger[0], run_id: 'yellow-2024-09-r4' }];
    expect((await run()).result.execution).toBe('yellow-2024-09-r5');
    fake.objects.set('processed/yellow/2024/09/yellow-2024-09-r6/a/x', Buffer.from('x'));
    known.length = 0;
    expect((await run()).result.execution).toBe('yellow-2024-09-r7');
    known[0] = { name: 'yellow-2024-09-r9', status: 'FAILED', events: fails };
    expect((await run()).result.execution).toBe('yellow-2024-09-r10');
  });

  test('a name that somebody else took in the meantime is passed over', async () => {
    const start = fake.handlers.get('StartExecution');
    fake.handlers.set('StartExecution', (input) => {
      if (input.name === 'yellow-2024-09-r2') throw new AwsError('ExecutionAlreadyExists', 'exists');
      return start?.(input);
    });
    expect((await run()).result.execution).toBe('yellow-2024-09-r3');
  });

  test('a run of the month that goes already is watched, and says so', async () => {
    known.push({ name: 'yellow-2024-09-r2', status: 'RUNNING', events: succeeds });
    const { code, result, stderr } = await run('--force');
    expect([code, result.execution, result.attached, startedInputs()]).toEqual([
      0,
      'yellow-2024-09-r2',
      true,
      [],
    ]);
    expect(stderr).toContain('yellow-2024-09-r2 is already going: watching it');
    expect(stderr).toContain('note: yellow-2024-09-r2 was started without --force');
  });

  test('so is one that was started by hand for the month, and none of another month', async () => {
    known.push(
      { name: 'yellow-2024-10-r1', status: 'RUNNING', events: waiting },
      { name: 'by-hand', status: 'RUNNING', input: { year: '2024', month: '09' }, events: succeeds },
    );
    expect((await run()).result.execution).toBe('by-hand');
  });
});

describe('a month that is not published', () => {
  test('--no-wait: the run has ended, exit code 4', async () => {
    const none = plan('not_published_no_wait', dates);
    startsWith(
      history(
        started(),
        checkSource(none),
        entered('NotPublished', 'Succeed', none),
        exited('NotPublished', 'Succeed'),
        executionSucceeded(),
      ),
    );
    const { code, result } = await run('--no-wait');
    expect([code, result.status, result.outcome, result.verification]).toEqual([
      4,
      'SUCCEEDED',
      'not_published_no_wait',
      null,
    ]);
    const { stdout } = await ops(['run', '2024-09', '--no-wait'], { root });
    expect(stdout.split('\n')[0]).toBe('not published yet: 2024-09; yellow-2024-09-r3 has ended');
  });

  test('--no-wait attached to a run that waits: leaves it, exit code 4', async () => {
    known.push({ name: 'yellow-2024-09-r2', status: 'RUNNING', events: waiting });
    const { code, result } = await run('--no-wait');
    expect([code, result]).toMatchObject([
      4,
      {
        execution: 'yellow-2024-09-r2',
        status: 'RUNNING',
        state: 'WaitForPublication',
        outcome: 'not_published',
        waiting_until: '2026-11-24T10:00:00.500Z',
        deadline: '2027-03-30T00:00:00.000Z',
      },
    ]);
  });

  test('without --no-wait the run waits, says until when, and Ctrl-C leaves it: 130', async () => {
    startsWith(waiting);
    const stop = new AbortController();
    const heard = (stderr: string) => stderr.includes('leaves it waiting') && stop.abort();
    expect(await ops(['run', '2024-09'], { root, signal: stop.signal, heard })).toEqual({
      code: 130,
      stdout: '',
      stderr: `yellow-2024-09-r2 started (Ctrl-C stops watching, not the run)
✓ CheckSource 0.5 s
  2024-09 is not published yet: the run waits, which is healthy and costs nothing.
  It looks again at 2026-11-24 10:00 UTC, and gives up after 2027-03-30 00:00 UTC, and loads the month by itself.
  Ctrl-C leaves it waiting; npx -y pnpm@12.21.0 ops stop yellow-2024-09-r2 ends it.
watching was stopped; yellow-2024-09-r2 goes on
next:  watch it again: npx -y pnpm@12.21.0 ops run 2024-09; stop it: npx -y pnpm@12.21.0 ops stop yellow-2024-09-r2
`,
    });
  });
});

test('an attempt that failed and is tried again is told, once, with what was wrong', async () => {
  const unavailable = {
    type: 'TaskFailed' as const,
    taskFailedEventDetails: {
      resourceType: 'lambda',
      resource: 'invoke',
      error: 'SourceUnavailable',
      cause: JSON.stringify({
        errorType: 'SourceUnavailable',
        errorMessage: 'HTTP 503. Next: Run it later.',
      }),
    },
  };
  const scheduled = checkSource(plan('load'))[1];
  const retried = history(
    started(),
    entered('CheckSource'),
    ...(scheduled ? [scheduled, unavailable, scheduled, unavailable] : []),
    exited('CheckSource'),
    entered('PipelineFailed', 'Fail'),
    executionFailed('SourceUnavailable', 'HTTP 503'),
  );
  startsWith(retried);
  let looks = 0;
  fake.handlers.set('GetExecutionHistory', () => ({
    // Each part is seen by two looks.
    events: retried.slice(0, [2, 4, 4, 6, 6][looks++] ?? retried.length).reverse(),
  }));
  const { stderr } = await ops(['run', '2024-09'], { root });
  expect(stderr.split('\n').filter((line) => line.includes('attempt'))).toEqual([
    '    attempt 1 failed: SourceUnavailable: HTTP 503; CheckSource is tried again after a pause',
    '    attempt 2 failed: SourceUnavailable: HTTP 503; CheckSource is tried again after a pause',
  ]);
});

test('a history that grows is read piece by piece until its end', async () => {
  let looks = 0;
  fake.handlers.set('GetExecutionHistory', ({ maxResults }) => {
    const seen = succeeds.slice(0, Math.min(succeeds.length, ++looks * 5));
    return { events: [...seen].reverse().slice(0, Number(maxResults)) };
  });
  const { stderr, code } = await ops(['run', '2024-09'], { root });
  expect(code).toBe(0);
  expect(stderr.split('\n').filter((line) => /^(✓| {2}\S)/.test(line))).toEqual([
    '  CheckSource',
    '✓ CheckSource 0.5 s',
    '  IngestRaw',
    '✓ IngestRaw 1.2 s',
    '  TransformTrips',
    '✓ TransformTrips 2.0 s',
    '  LoadRedshift',
    '✓ LoadRedshift 3.0 s',
    '✓ PipelineSucceeded 0.0 s',
  ]);
});
