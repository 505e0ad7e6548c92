import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineArn, ROLE, StatesBench } from '../../../testing/states/states-kernel.ts';
import { VirtualClock } from '../../../testing/states/virtual-clock.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Json } from '../../aws/json.ts';

/** A workflow as people write it: a check, choices, a wait, three Glue jobs, an audit, a notification, a Fail state. */
const ASL = join(import.meta.dirname, '../../../../infra/src/pipeline/pipeline.asl.json');
const PLAN = {
  dataset: 'd',
  month: '2024-09',
  run_id: 'r1',
  force: 'false',
  accept_quarantine: 'false',
  accept_older: 'false',
  accept_shrink: 'false',
  accept_republication: 'false',
  loaded_etag: 'none',
  source: { etag: 'e', url: 'https://p/f', last_modified: 'm', bytes: 60_000_000 },
  wait_seconds: 86_400,
  deadline: '2025-02-27',
};
/** The states between a failure and the end. */
const TELLING = [
  'ReadFailure',
  'FindSentence',
  'NameFailure',
  'KindOfFailure',
  'FailureWanted',
  'NotifyFailure',
];
const TOPIC = 'arn:aws:sns:us-east-1:111111111111:topic';
const JOBS = ['IngestRaw', 'TransformTrips', 'LoadRedshift'];
/** What a load goes through behind the check. */
const LOADING = [
  'IngestRaw',
  'TransformTrips',
  'AuditWanted',
  'LoadRedshift',
  'WritePassport',
  'LoadNewsWanted',
];
const PASSPORT = 'arn:aws:lambda:us-east-1:111111111111:function:write-passport';

let directory: string;
let clock: VirtualClock;
let bench: StatesBench;
/** What the check answers, one after the other; the last one again and again. An Error: its errorType. */
let outcomes: (string | Error)[];
/** How a job's run ends. */
let endings: Record<string, Shape>;
let published: Shape[];
let stopped: unknown[];
let checks: Json[];
/** Oddities that the plan stops on; none: a plan of a function that is older than them. */
let stopOn: string[];
/** What the function of the passport is asked, and by which errors two of its states end. */
let passportCalls: PassportCall[];
let passportErrors: Partial<Record<string, Error>>;

interface PassportCall {
  readonly state: 'AuditMonth' | 'WritePassport';
  readonly plan: Json;
}
/** Where the passport was written. */
let passportKeys: string[];
/** What CheckSource's plan says otherwise. */
let planned: Shape;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
  clock = new VirtualClock();
  outcomes = ['load'];
  endings = {};
  published = [];
  stopped = [];
  checks = [];
  stopOn = [];
  passportCalls = [];
  passportErrors = {};
  passportKeys = [];
  planned = {};
});

afterEach(async () => {
  await bench.service.stop?.();
  rmSync(directory, { recursive: true });
});

function passportAnswer(call: PassportCall): Shape {
  passportCalls.push(call);
  const error = passportErrors[call.state];
  const told = error
    ? { errorType: error.name, errorMessage: error.message }
    : { odd: [], keys: passportKeys };
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    Payload: Buffer.from(JSON.stringify(told)),
    ...(error ? { FunctionError: 'Unhandled' } : {}),
  };
}

/** The workflow, of which only what is chosen is told. */
function open(denied: readonly string[] = [], notify = 'failed,held,overdue'): void {
  const runs = new Map<string, string>();
  const jobRun = (runId: string): Shape => {
    const JobName = runs.get(runId) as string;
    return { Id: runId, JobName, JobRunState: 'SUCCEEDED', ...endings[JobName] };
  };
  bench = new StatesBench({
    directory,
    clock,
    denied: new Set(denied),
    machines: {
      pipeline: {
        DefinitionString: readFileSync(ASL, 'utf8'),
        DefinitionSubstitutions: {
          CheckSourceArn: 'arn:aws:lambda:us-east-1:111111111111:function:check-source',
          WritePassportArn: PASSPORT,
          TopicArn: TOPIC,
          Notify: notify,
          PassportUrl: 'https://passports.example/',
          DefaultDataset: 'd',
          ...Object.fromEntries(JOBS.map((name) => [`${name}Job`, name])),
        },
        RoleArn: ROLE,
        TracingConfiguration: { Enabled: true },
      },
    },
    operations: {
      'glue:StartJobRun': ({ JobName }) => {
        runs.set(`jr_${JobName}`, String(JobName));
        return { JobRunId: `jr_${JobName}` };
      },
      'glue:GetJobRun': ({ RunId }) => ({ JobRun: jobRun(String(RunId)) }),
      'glue:BatchStopJobRun': ({ JobRunIds }) => {
        stopped.push(JobRunIds);
        return { SuccessfulSubmissions: [], Errors: [] };
      },
      'lambda:Invoke': ({ FunctionName, Payload }) => {
        if (FunctionName === PASSPORT) return passportAnswer(JSON.parse(String(Payload)) as PassportCall);
        checks.push(JSON.parse(String(Payload)) as Json);
        const outcome = outcomes.length > 1 ? outcomes.shift() : outcomes[0];
        const failed = outcome instanceof Error;
        const told = failed
          ? { errorType: outcome.name, errorMessage: outcome.message }
          : { ...PLAN, ...planned, outcome, ...(stopOn.length > 0 ? { stop_on: stopOn } : {}) };
        return {
          StatusCode: 200,
          ExecutedVersion: '$LATEST',
          Payload: Buffer.from(JSON.stringify(told)),
          ...(failed ? { FunctionError: 'Unhandled' } : {}),
        };
      },
      'sns:Publish': (input) => {
        published.push(input);
        return { MessageId: 'm' };
      },
    },
    offers: {
      glue: {
        prepare: async () => {},
        waitForJobRun: async (_, runId, signal) => {
          await clock.sleep(endings[runs.get(runId) as string]?.never ? 1e9 : 60_000, signal);
          return jobRun(runId);
        },
      },
    },
  });
}

async function start(given: Json = { dataset: 'd', month: '2024-09' }): Promise<string> {
  const input = JSON.stringify(given);
  const answer = await bench.call('StartExecution', {
    stateMachineArn: machineArn('pipeline'),
    name: 'r1',
    input,
  });
  return String(answer.executionArn);
}

const describeExecution = (executionArn: string): Promise<Shape> =>
  bench.call('DescribeExecution', { executionArn });

/** Lets time pass until the execution has ended. */
async function ended(executionArn: string): Promise<Shape> {
  const poll = async (): Promise<Shape> => {
    for (;;) {
      const { status, output, error, cause } = await describeExecution(executionArn);
      if (status !== 'RUNNING') return { status, output, error, cause };
      await clock.sleep(300_000);
    }
  };
  return clock.until(poll());
}

async function visited(executionArn: string): Promise<string[]> {
  const { events } = await bench.call('GetExecutionHistory', { executionArn, maxResults: 1000 });
  return (events as Shape[]).flatMap(({ stateEnteredEventDetails: entered }) =>
    entered ? [(entered as { name: string }).name] : [],
  );
}

/** As a message carries them. */
const attributes = (kind: string, dataset = 'd', month = '2024-09'): Shape =>
  Object.fromEntries(
    Object.entries({ kind, dataset, month }).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );

/** Turns of the event loop without any time passing. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

describe('the pipeline of this repository, with scripted services', () => {
  it('loads a month: the check, three jobs, and their arguments as strings', async () => {
    open();
    const arn = await start();
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect(await visited(arn)).toEqual(['CheckSource', 'SourceOutcome', ...LOADING, 'PipelineSucceeded']);
    expect(checks).toEqual([{ input: { dataset: 'd', month: '2024-09' }, execution_name: 'r1' }]);
    const { events } = await bench.call('GetExecutionHistory', { executionArn: arn });
    const scheduled = (events as Shape[]).filter(({ type }) => type === 'TaskScheduled');
    const { parameters, timeoutInSeconds } = (scheduled[1] as Shape).taskScheduledEventDetails as Shape;
    expect([JSON.parse(String(parameters)), timeoutInSeconds]).toEqual([
      {
        JobName: 'IngestRaw',
        Arguments: {
          '--dataset': 'd',
          '--source_month': '2024-09',
          '--run_id': 'r1',
          '--source_etag': 'e',
          '--source_url': 'https://p/f',
          '--source_last_modified': 'm',
          '--force': 'false',
          '--loaded_etag': 'none',
          '--accept_republication': 'false',
          '--source_bytes': '60000000',
        },
      },
      3600,
    ]);
    expect(published).toEqual([]);
  });

  it('asks for the passport of what was loaded, by the plan', async () => {
    open();
    await ended(await start());
    expect(passportCalls).toEqual([{ state: 'WritePassport', plan: { ...PLAN, outcome: 'load' } }]);
  });

  it('a passport that cannot be written ends nothing: the month is loaded, and the history has the cause', async () => {
    passportErrors = { WritePassport: Object.assign(new Error('not authorized'), { name: 'AccessDenied' }) };
    open();
    const arn = await start();
    const { status, output } = await ended(arn);
    expect([status, (await visited(arn)).slice(-3)]).toEqual([
      'SUCCEEDED',
      ['WritePassport', 'LoadNewsWanted', 'PipelineSucceeded'],
    ]);
    expect(passportCalls).toHaveLength(1);
    expect(JSON.parse(String(output)).passport).toEqual({
      Error: 'AccessDenied',
      Cause: expect.stringContaining('not authorized'),
    });
    expect(published).toEqual([]);
  });

  it('tries a passport again whose documents cannot be read for a while', async () => {
    const unavailable = Object.assign(new Error('503'), { name: 'LedgerUnavailable' });
    passportErrors = { WritePassport: unavailable };
    open();
    expect((await ended(await start())).status).toBe('SUCCEEDED');
    expect(passportCalls).toHaveLength(4);
  });

  it('audits a month before its load where the plan stops on something', async () => {
    stopOn = ['day'];
    open();
    const arn = await start();
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect((await visited(arn)).slice(4)).toEqual([
      'AuditWanted',
      'AuditMonth',
      'LoadRedshift',
      'WritePassport',
      'LoadNewsWanted',
      'PipelineSucceeded',
    ]);
    expect(passportCalls[0]).toEqual({
      state: 'AuditMonth',
      plan: { ...PLAN, outcome: 'load', stop_on: ['day'] },
    });
  });

  it('does not load a month that the audit stops', async () => {
    stopOn = ['day'];
    const told = '2024-09-12 has no trips.';
    passportErrors = { AuditMonth: Object.assign(new Error(told), { name: 'MonthUnusual' }) };
    open();
    const arn = await start();
    expect(await ended(arn)).toMatchObject({
      status: 'FAILED',
      error: 'MonthUnusual',
      cause: `MonthUnusual: ${told}`,
    });
    expect((await visited(arn)).slice(4)).toEqual([
      'AuditWanted',
      'AuditMonth',
      ...TELLING,
      'PipelineFailed',
    ]);
    expect(published).toMatchObject([{ MessageAttributes: attributes('held') }]);
  });

  it.each([
    ['already_loaded', 'AlreadyLoaded'],
    ['not_published_no_wait', 'NotPublished'],
  ])('%s ends as a success in %s', async (outcome, last) => {
    outcomes = [outcome];
    open();
    const arn = await start();
    const { status } = await ended(arn);
    expect([status, await visited(arn)]).toEqual(['SUCCEEDED', ['CheckSource', 'SourceOutcome', last]]);
  });

  it('waits for the publication a day at a time, and loads by itself', async () => {
    outcomes = ['not_published', 'not_published', 'load'];
    open();
    const began = clock.now().getTime();
    const arn = await start();
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect((await visited(arn)).slice(0, 6)).toEqual([
      'CheckSource',
      'SourceOutcome',
      'WaitForPublication',
      'CheckSource',
      'SourceOutcome',
      'WaitForPublication',
    ]);
    expect((clock.now().getTime() - began) / 1000).toBeGreaterThanOrEqual(2 * 86_400);
  });

  it('can be woken out of its wait', async () => {
    outcomes = ['not_published', 'load'];
    open();
    const began = clock.now().getTime();
    const arn = await start();
    await settle();
    expect((await describeExecution(arn)).status).toBe('RUNNING');
    expect(bench.kernel.offers.states.wake(arn)).toBe(1);
    await settle();
    expect((await visited(arn)).slice(3)).toEqual(['CheckSource', 'SourceOutcome', 'IngestRaw']);
    expect((await ended(arn)).status).toBe('SUCCEEDED');
    expect((clock.now().getTime() - began) / 1000).toBeLessThan(3600);
  });

  it('an overdue publication is told, and fails the execution by its name', async () => {
    outcomes = ['publication_overdue'];
    open();
    const arn = await start();
    expect(await ended(arn)).toEqual({
      status: 'FAILED',
      output: undefined,
      error: 'PublicationOverdue',
      cause:
        'PublicationOverdue: d 2024-09 is not published, and was to be by 2025-02-27. Next: Look at the page of the publisher; `ops run 2024-09` when the file is there.',
    });
    expect(await visited(arn)).toEqual([
      'CheckSource',
      'SourceOutcome',
      'Overdue',
      ...TELLING,
      'PipelineFailed',
    ]);
    expect(published).toEqual([
      {
        TopicArn: TOPIC,
        Subject: 'tlc-elt: r1 overdue: PublicationOverdue',
        Message:
          'd 2024-09 is overdue.\n\nPublicationOverdue: d 2024-09 is not published, and was to be by 2025-02-27.\nNext: Look at the page of the publisher; `ops run 2024-09` when the file is there.\n\nSee `pnpm ops status`, `pnpm ops logs r1`, and the error in docs/runbook.md.',
        MessageAttributes: attributes('overdue'),
      },
    ]);
  });

  it.each(JOBS)('a failing %s is told by the name and the sentence of its error', async (job) => {
    endings = { [job]: { JobRunState: 'FAILED', ErrorMessage: 'SourceSchemaError: unknown column' } };
    open();
    const arn = await start();
    expect(await ended(arn)).toEqual({
      status: 'FAILED',
      output: undefined,
      error: 'SourceSchemaError',
      cause: 'SourceSchemaError: unknown column',
    });
    expect((await visited(arn)).slice(-8)).toEqual([job, ...TELLING, 'PipelineFailed']);
    expect(published).toEqual([
      {
        TopicArn: TOPIC,
        Subject: 'tlc-elt: r1 failed: SourceSchemaError',
        Message:
          'd 2024-09 failed.\n\nSourceSchemaError: unknown column\n\nSee `pnpm ops status`, `pnpm ops logs r1`, and the error in docs/runbook.md.',
        MessageAttributes: attributes('failed'),
      },
    ]);
  });

  it('a republication that is held is told as that', async () => {
    const ErrorMessage = 'RepublicationHeld: it removes 9 rows. Next: `ops diff 2024-09`.';
    endings = { IngestRaw: { JobRunState: 'FAILED', ErrorMessage } };
    open();
    expect(await ended(await start())).toMatchObject({ error: 'RepublicationHeld' });
    expect(published).toMatchObject([
      {
        Subject: 'tlc-elt: r1 held: RepublicationHeld',
        Message: expect.stringMatching(
          /^d 2024-09 is held: nothing is loaded of it until somebody has looked\.\n\nRepublicationHeld: it removes 9 rows\.\nNext: `ops diff 2024-09`\.\n/,
        ),
        MessageAttributes: attributes('held'),
      },
    ]);
  });

  it.each([
    ['of a month that nobody can read', { month: 9 }, 'd', 'unknown'],
    ['of a month in two members', { dataset: 'green', year: '2024', month: '09' }, 'green', 'unknown'],
    ['of a dataset that is no name', { dataset: "'; drop", month: '2024-09' }, 'd', '2024-09'],
    ['with nothing in it', {}, 'd', 'unknown'],
  ])('an input %s is told all the same', async (_, input, dataset, month) => {
    outcomes = [Object.assign(new Error('a month is written YYYY-MM'), { name: 'PipelineInputError' })];
    open();
    expect(await ended(await start(input))).toMatchObject({ error: 'PipelineInputError' });
    expect(published).toMatchObject([
      {
        Message: expect.stringMatching(month === 'unknown' ? /^r1 failed\.\n/ : /^d 2024-09 failed\.\n/),
        MessageAttributes: attributes('failed', dataset, month),
      },
    ]);
  });

  it('what nobody chose is not published, and ends as it would', async () => {
    outcomes = ['publication_overdue'];
    open([], 'failed,held');
    const arn = await start();
    expect(await ended(arn)).toMatchObject({ status: 'FAILED', error: 'PublicationOverdue' });
    expect((await visited(arn)).slice(-2)).toEqual(['FailureWanted', 'PipelineFailed']);
    expect(published).toEqual([]);
  });

  it.each([
    [
      'loaded',
      'none',
      'd 2024-09 is loaded: the publication of 2024-10-20, ETag e.\n\nNext: `pnpm ops report 2024-09 --dataset d` shows what is in it.',
    ],
    [
      'loaded',
      'e',
      'd 2024-09 is loaded: the publication of 2024-10-20, ETag e.\n\nNext: `pnpm ops report 2024-09 --dataset d` shows what is in it.',
    ],
    [
      'republished',
      'f',
      'd 2024-09 is loaded anew: the publication of 2024-10-20, ETag e, has replaced the one with the ETag f.\n\nNext: `pnpm ops diff 2024-09 --dataset d` shows what it changed.',
    ],
  ])(
    'a month that is %s over the ETag %s is told where it is chosen, and where not, not',
    async (kind, loaded_etag, message) => {
      planned = { loaded_etag, source: { ...PLAN.source, last_modified: '2024-10-20T16:02:09.000Z' } };
      open([], 'failed,loaded,republished');
      const arn = await start();
      const { status, output } = await ended(arn);
      expect([status, JSON.parse(String(output)).plan.month]).toEqual(['SUCCEEDED', '2024-09']);
      expect((await visited(arn)).slice(-3)).toEqual(['LoadNewsWanted', 'NotifyLoaded', 'PipelineSucceeded']);
      expect(published).toEqual([
        {
          TopicArn: TOPIC,
          Subject: `tlc-elt: r1 ${kind}`,
          Message: `${message}\n\nThe run was r1.`,
          MessageAttributes: attributes(kind),
        },
      ]);
      await bench.service.stop?.();
      rmSync(directory, { recursive: true });
      published = [];
      open([], kind === 'loaded' ? 'failed,republished' : 'loaded');
      expect(await ended(await start())).toMatchObject({ status: 'SUCCEEDED' });
      expect(published).toEqual([]);
    },
  );

  it('a load whose passport lies on S3 is told with the address of its page', async () => {
    passportKeys = ['d/passport.json', 'd/passport.html', 'd/passport.md'];
    open([], 'loaded');
    expect(await ended(await start())).toMatchObject({ status: 'SUCCEEDED' });
    expect(published).toMatchObject([
      { Message: expect.stringContaining('\nPassport: https://passports.example/d/passport.html\n') },
    ]);
  });

  it('one whose passport could not be written is told without', async () => {
    passportErrors = { WritePassport: Object.assign(new Error('none'), { name: 'AccessDenied' }) };
    open([], 'loaded');
    expect(await ended(await start())).toMatchObject({ status: 'SUCCEEDED' });
    expect(published).toMatchObject([{ Message: expect.not.stringContaining('Passport') }]);
  });

  it('a load that cannot be told is loaded all the same', async () => {
    open(['sns:Publish'], 'loaded');
    const arn = await start();
    const { status, output } = await ended(arn);
    expect([status, JSON.parse(String(output)).plan.month]).toEqual(['SUCCEEDED', '2024-09']);
    expect((await visited(arn)).slice(-2)).toEqual(['NotifyLoaded', 'PipelineSucceeded']);
  });

  const frame = '  File "run.py", line 1, in main\n    raise it\n    ^^^^^\n';
  const traceback = `Traceback (most recent call last):\n${frame}`;
  it.each([
    [`${traceback}KeyError: 'x'`, 'KeyError', "KeyError: 'x'"],
    [`${traceback}KeyError: 1\n\nDuring it:\n\n${traceback}StaleRun: newer\n`, 'StaleRun', 'StaleRun: newer'],
    [
      `${traceback}py4j.JavaError: one\ntwo\n\tat java.X\n\tat java.Y`,
      'JavaError',
      'py4j.JavaError: one two',
    ],
    ['Error Category: UNKNOWN; Failed Line Number: 7; StaleRun: newer', 'StaleRun', 'StaleRun: newer'],
    ['exit code 1', 'States.TaskFailed', 'exit code 1'],
    [undefined, 'States.TaskFailed', 'the job IngestRaw ended as TIMEOUT'],
  ])('the sentence of %j', async (ErrorMessage, error, cause) => {
    endings = { IngestRaw: { JobRunState: 'TIMEOUT', ErrorMessage } };
    open();
    expect(await ended(await start())).toMatchObject({ error, cause });
  });

  it('fails by its own cause also where the failure could not be told', async () => {
    endings = { IngestRaw: { JobRunState: 'FAILED' } };
    open(['sns:Publish']);
    const arn = await start();
    expect(await ended(arn)).toMatchObject({
      error: 'States.TaskFailed',
      cause: 'the job IngestRaw ended as FAILED (NotifyFailure could not tell it)',
    });
    const { events } = await bench.call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 });
    expect((events as Shape[]).filter(({ type }) => type === 'TaskFailed')).toHaveLength(5);
  });

  it('tries a transient error of the check again, and no terminal one', async () => {
    const unavailable = Object.assign(new Error('503'), { name: 'SourceUnavailable' });
    const terminal = Object.assign(new Error('no such month'), { name: 'InvalidInput' });
    outcomes = [unavailable, unavailable, terminal, terminal];
    open();
    const arn = await start();
    expect(await ended(arn)).toMatchObject({
      error: 'InvalidInput',
      cause: 'InvalidInput: no such month',
    });
    expect(checks).toHaveLength(3);
  });

  it('a stopped execution stops the running job as the role', async () => {
    endings = { TransformTrips: { never: true } };
    open();
    const arn = await start();
    await clock.until(
      (async () => {
        while (!(await visited(arn)).includes('TransformTrips')) await clock.sleep(1000);
      })(),
    );
    await settle();
    await bench.call('StopExecution', { executionArn: arn, error: 'E', cause: 'by hand' });
    expect(await describeExecution(arn)).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'by hand' });
    expect(stopped).toEqual([['jr_TransformTrips']]);
  });

  it.each([
    ['lambda:Invoke', 'Lambda.AWSLambdaException'],
    ['glue:StartJobRun', 'Glue.AccessDeniedException'],
    ['glue:GetJobRun', 'Glue.AccessDeniedException'],
    ['glue:GetJobRuns', 'Glue.AccessDeniedException'],
  ])('a role without %s fails, and the cause names action and role', async (action, error) => {
    open([action]);
    const arn = await start();
    const answer = await ended(arn);
    expect([answer.status, answer.error]).toEqual(['FAILED', error]);
    expect(answer.cause).toMatch(new RegExp(`assumed-role/machine-role/r1.* ${action}`));
  });

  it('a role without sns:Publish says so in the state that was to tell', async () => {
    outcomes = ['publication_overdue'];
    open(['sns:Publish']);
    const arn = await start();
    expect(await ended(arn)).toMatchObject({ error: 'PublicationOverdue' });
    const { events } = await bench.call('GetExecutionHistory', { executionArn: arn, maxResults: 1000 });
    const failed = (events as Shape[]).find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails;
    expect(failed).toMatchObject({
      error: 'SNS.AuthorizationErrorException',
      cause: expect.stringMatching(/assumed-role\/machine-role\/r1.* sns:Publish/),
    });
  });

  // AWS has no Glue.ThrottlingException for it: re:Post, "Glue Throttling Exception when starting > 15 Glue jobs in Parallel".
  it('a throttled StartJobRun is Glue.AWSGlueException, and tried again', () =>
    startsAfter(2, new ServiceError('ThrottlingException', 'Rate exceeded')));

  it('a job that has as many runs as Glue takes is tried again, for more than an hour', () =>
    startsAfter(30, new ServiceError('ConcurrentRunsExceededException', 'Concurrent runs exceeded')));

  /** A run whose first job is refused so many times. */
  async function startsAfter(refusals: number, refusal: ServiceError): Promise<void> {
    let attempts = 0;
    open();
    const startJobRun = bench.kernel.invoke;
    bench.kernel.invoke = (service, operation, ...rest) => {
      attempts += operation === 'StartJobRun' ? 1 : 0;
      if (operation === 'StartJobRun' && attempts <= refusals) throw refusal;
      return startJobRun(service, operation, ...rest);
    };
    const { status } = await ended(await start());
    expect([status, attempts]).toEqual(['SUCCEEDED', refusals + 3]);
  }
});
