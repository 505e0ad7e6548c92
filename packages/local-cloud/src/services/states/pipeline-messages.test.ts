import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  attributes,
  JOBS,
  PipelineBench,
  PLAN,
  TELLING,
  TOPIC,
} from '../../../testing/states/pipeline-bench.ts';
import type { Shape } from '../../aws/call.ts';

let pipeline: PipelineBench;

beforeEach(() => {
  pipeline = new PipelineBench();
});
afterEach(() => pipeline.close());

describe('what the pipeline of this repository tells of its runs', () => {
  it('an overdue publication is told, and fails the execution by its name', async () => {
    pipeline.outcomes = ['publication_overdue'];
    pipeline.open();
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toEqual({
      status: 'FAILED',
      output: undefined,
      error: 'PublicationOverdue',
      cause:
        'PublicationOverdue: d 2024-09 is not published, and was to be by 2025-02-27. Next: Look at the page of the publisher; `ops run 2024-09` when the file is there.',
    });
    expect(await pipeline.visited(arn)).toEqual([
      'CheckSource',
      'SourceOutcome',
      'Overdue',
      ...TELLING,
      'PipelineFailed',
    ]);
    expect(pipeline.published).toEqual([
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
    pipeline.endings = {
      [job]: { JobRunState: 'FAILED', ErrorMessage: 'SourceSchemaError: unknown column' },
    };
    pipeline.open();
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toEqual({
      status: 'FAILED',
      output: undefined,
      error: 'SourceSchemaError',
      cause: 'SourceSchemaError: unknown column',
    });
    expect((await pipeline.visited(arn)).slice(-8)).toEqual([job, ...TELLING, 'PipelineFailed']);
    expect(pipeline.published).toEqual([
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
    pipeline.endings = { IngestRaw: { JobRunState: 'FAILED', ErrorMessage } };
    pipeline.open();
    expect(await pipeline.ended(await pipeline.start())).toMatchObject({ error: 'RepublicationHeld' });
    expect(pipeline.published).toMatchObject([
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
    pipeline.outcomes = [
      Object.assign(new Error('a month is written YYYY-MM'), { name: 'PipelineInputError' }),
    ];
    pipeline.open();
    expect(await pipeline.ended(await pipeline.start(input))).toMatchObject({ error: 'PipelineInputError' });
    expect(pipeline.published).toMatchObject([
      {
        Message: expect.stringMatching(month === 'unknown' ? /^r1 failed\.\n/ : /^d 2024-09 failed\.\n/),
        MessageAttributes: attributes('failed', dataset, month),
      },
    ]);
  });

  it('what nobody chose is not published, and ends as it would', async () => {
    pipeline.outcomes = ['publication_overdue'];
    pipeline.open([], 'failed,held');
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toMatchObject({ status: 'FAILED', error: 'PublicationOverdue' });
    expect((await pipeline.visited(arn)).slice(-2)).toEqual(['FailureWanted', 'PipelineFailed']);
    expect(pipeline.published).toEqual([]);
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
      pipeline.planned = {
        loaded_etag,
        source: { ...PLAN.source, last_modified: '2024-10-20T16:02:09.000Z' },
      };
      pipeline.open([], 'failed,loaded,republished');
      const arn = await pipeline.start();
      const { status, output } = await pipeline.ended(arn);
      expect([status, JSON.parse(String(output)).plan.month]).toEqual(['SUCCEEDED', '2024-09']);
      expect((await pipeline.visited(arn)).slice(-3)).toEqual([
        'LoadNewsWanted',
        'NotifyLoaded',
        'PipelineSucceeded',
      ]);
      expect(pipeline.published).toEqual([
        {
          TopicArn: TOPIC,
          Subject: `tlc-elt: r1 ${kind}`,
          Message: `${message}\n\nThe run was r1.`,
          MessageAttributes: attributes(kind),
        },
      ]);
      await pipeline.close();
      pipeline.published = [];
      pipeline.open([], kind === 'loaded' ? 'failed,republished' : 'loaded');
      expect(await pipeline.ended(await pipeline.start())).toMatchObject({ status: 'SUCCEEDED' });
      expect(pipeline.published).toEqual([]);
    },
  );

  it('a load whose passport lies on S3 is told with the address of its page', async () => {
    pipeline.passportKeys = ['d/passport.json', 'd/passport.html', 'd/passport.md'];
    pipeline.open([], 'loaded');
    expect(await pipeline.ended(await pipeline.start())).toMatchObject({ status: 'SUCCEEDED' });
    expect(pipeline.published).toMatchObject([
      { Message: expect.stringContaining('\nPassport: https://passports.example/d/passport.html\n') },
    ]);
  });

  it('one whose passport could not be written is told without', async () => {
    pipeline.passportErrors = { WritePassport: Object.assign(new Error('none'), { name: 'AccessDenied' }) };
    pipeline.open([], 'loaded');
    expect(await pipeline.ended(await pipeline.start())).toMatchObject({ status: 'SUCCEEDED' });
    expect(pipeline.published).toMatchObject([{ Message: expect.not.stringContaining('Passport') }]);
  });

  it('a load that cannot be told is loaded all the same', async () => {
    pipeline.open(['sns:Publish'], 'loaded');
    const arn = await pipeline.start();
    const { status, output } = await pipeline.ended(arn);
    expect([status, JSON.parse(String(output)).plan.month]).toEqual(['SUCCEEDED', '2024-09']);
    expect((await pipeline.visited(arn)).slice(-2)).toEqual(['NotifyLoaded', 'PipelineSucceeded']);
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
    pipeline.endings = { IngestRaw: { JobRunState: 'TIMEOUT', ErrorMessage } };
    pipeline.open();
    expect(await pipeline.ended(await pipeline.start())).toMatchObject({ error, cause });
  });

  it('fails by its own cause also where the failure could not be told', async () => {
    pipeline.endings = { IngestRaw: { JobRunState: 'FAILED' } };
    pipeline.open(['sns:Publish']);
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toMatchObject({
      error: 'States.TaskFailed',
      cause: 'the job IngestRaw ended as FAILED (NotifyFailure could not tell it)',
    });
    const { events } = await pipeline.bench.call('GetExecutionHistory', {
      executionArn: arn,
      maxResults: 1000,
    });
    expect((events as Shape[]).filter(({ type }) => type === 'TaskFailed')).toHaveLength(5);
  });

  it('a role without sns:Publish says so in the state that was to tell', async () => {
    pipeline.outcomes = ['publication_overdue'];
    pipeline.open(['sns:Publish']);
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toMatchObject({ error: 'PublicationOverdue' });
    const { events } = await pipeline.bench.call('GetExecutionHistory', {
      executionArn: arn,
      maxResults: 1000,
    });
    const failed = (events as Shape[]).find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails;
    expect(failed).toMatchObject({
      error: 'SNS.AuthorizationErrorException',
      cause: expect.stringMatching(/assumed-role\/machine-role\/r1.* sns:Publish/),
    });
  });
});
