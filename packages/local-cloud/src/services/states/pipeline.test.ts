import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attributes, LOADING, PipelineBench, PLAN, TELLING } from '../../../testing/states/pipeline-bench.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';

let pipeline: PipelineBench;

beforeEach(() => {
  pipeline = new PipelineBench();
});
afterEach(() => pipeline.close());

describe('the pipeline of this repository, with scripted services', () => {
  it('loads a month: the check, three jobs, and their arguments as strings', async () => {
    pipeline.open();
    const arn = await pipeline.start();
    expect((await pipeline.ended(arn)).status).toBe('SUCCEEDED');
    expect(await pipeline.visited(arn)).toEqual([
      'CheckSource',
      'SourceOutcome',
      ...LOADING,
      'PipelineSucceeded',
    ]);
    expect(pipeline.checks).toEqual([{ input: { dataset: 'd', month: '2024-09' }, execution_name: 'r1' }]);
    const { events } = await pipeline.bench.call('GetExecutionHistory', { executionArn: arn });
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
    expect(pipeline.published).toEqual([]);
  });

  it('asks for the passport of what was loaded, by the plan', async () => {
    pipeline.open();
    await pipeline.ended(await pipeline.start());
    expect(pipeline.passportCalls).toEqual([{ state: 'WritePassport', plan: { ...PLAN, outcome: 'load' } }]);
  });

  it('a passport that cannot be written ends nothing: the month is loaded, and the history has the cause', async () => {
    pipeline.passportErrors = {
      WritePassport: Object.assign(new Error('not authorized'), { name: 'AccessDenied' }),
    };
    pipeline.open();
    const arn = await pipeline.start();
    const { status, output } = await pipeline.ended(arn);
    expect([status, (await pipeline.visited(arn)).slice(-3)]).toEqual([
      'SUCCEEDED',
      ['WritePassport', 'LoadNewsWanted', 'PipelineSucceeded'],
    ]);
    expect(pipeline.passportCalls).toHaveLength(1);
    expect(JSON.parse(String(output)).passport).toEqual({
      Error: 'AccessDenied',
      Cause: expect.stringContaining('not authorized'),
    });
    expect(pipeline.published).toEqual([]);
  });

  it('tries a passport again whose documents cannot be read for a while', async () => {
    const unavailable = Object.assign(new Error('503'), { name: 'LedgerUnavailable' });
    pipeline.passportErrors = { WritePassport: unavailable };
    pipeline.open();
    expect((await pipeline.ended(await pipeline.start())).status).toBe('SUCCEEDED');
    expect(pipeline.passportCalls).toHaveLength(4);
  });

  it('audits a month before its load where the plan stops on something', async () => {
    pipeline.stopOn = ['day'];
    pipeline.open();
    const arn = await pipeline.start();
    expect((await pipeline.ended(arn)).status).toBe('SUCCEEDED');
    expect((await pipeline.visited(arn)).slice(4)).toEqual([
      'AuditWanted',
      'AuditMonth',
      'LoadRedshift',
      'WritePassport',
      'LoadNewsWanted',
      'PipelineSucceeded',
    ]);
    expect(pipeline.passportCalls[0]).toEqual({
      state: 'AuditMonth',
      plan: { ...PLAN, outcome: 'load', stop_on: ['day'] },
    });
  });

  it('does not load a month that the audit stops', async () => {
    pipeline.stopOn = ['day'];
    const told = '2024-09-12 has no trips.';
    pipeline.passportErrors = { AuditMonth: Object.assign(new Error(told), { name: 'MonthUnusual' }) };
    pipeline.open();
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toMatchObject({
      status: 'FAILED',
      error: 'MonthUnusual',
      cause: `MonthUnusual: ${told}`,
    });
    expect((await pipeline.visited(arn)).slice(4)).toEqual([
      'AuditWanted',
      'AuditMonth',
      ...TELLING,
      'PipelineFailed',
    ]);
    expect(pipeline.published).toMatchObject([{ MessageAttributes: attributes('held') }]);
  });

  it.each([
    ['already_loaded', 'AlreadyLoaded'],
    ['not_published_no_wait', 'NotPublished'],
  ])('%s ends as a success in %s', async (outcome, last) => {
    pipeline.outcomes = [outcome];
    pipeline.open();
    const arn = await pipeline.start();
    const { status } = await pipeline.ended(arn);
    expect([status, await pipeline.visited(arn)]).toEqual([
      'SUCCEEDED',
      ['CheckSource', 'SourceOutcome', last],
    ]);
  });

  it('waits for the publication a day at a time, and loads by itself', async () => {
    pipeline.outcomes = ['not_published', 'not_published', 'load'];
    pipeline.open();
    const began = pipeline.clock.now().getTime();
    const arn = await pipeline.start();
    expect((await pipeline.ended(arn)).status).toBe('SUCCEEDED');
    expect((await pipeline.visited(arn)).slice(0, 6)).toEqual([
      'CheckSource',
      'SourceOutcome',
      'WaitForPublication',
      'CheckSource',
      'SourceOutcome',
      'WaitForPublication',
    ]);
    expect((pipeline.clock.now().getTime() - began) / 1000).toBeGreaterThanOrEqual(2 * 86_400);
  });

  it('can be woken out of its wait', async () => {
    pipeline.outcomes = ['not_published', 'load'];
    pipeline.open();
    const began = pipeline.clock.now().getTime();
    const arn = await pipeline.start();
    await pipeline.settle();
    expect((await pipeline.describeExecution(arn)).status).toBe('RUNNING');
    expect(pipeline.bench.kernel.offers.states.wake(arn)).toBe(1);
    await pipeline.settle();
    expect((await pipeline.visited(arn)).slice(3)).toEqual(['CheckSource', 'SourceOutcome', 'IngestRaw']);
    expect((await pipeline.ended(arn)).status).toBe('SUCCEEDED');
    expect((pipeline.clock.now().getTime() - began) / 1000).toBeLessThan(3600);
  });

  it('tries a transient error of the check again, and no terminal one', async () => {
    const unavailable = Object.assign(new Error('503'), { name: 'SourceUnavailable' });
    const terminal = Object.assign(new Error('no such month'), { name: 'InvalidInput' });
    pipeline.outcomes = [unavailable, unavailable, terminal, terminal];
    pipeline.open();
    const arn = await pipeline.start();
    expect(await pipeline.ended(arn)).toMatchObject({
      error: 'InvalidInput',
      cause: 'InvalidInput: no such month',
    });
    expect(pipeline.checks).toHaveLength(3);
  });

  it('a stopped execution stops the running job as the role', async () => {
    pipeline.endings = { TransformTrips: { never: true } };
    pipeline.open();
    const arn = await pipeline.start();
    await pipeline.clock.until(
      (async () => {
        while (!(await pipeline.visited(arn)).includes('TransformTrips')) await pipeline.clock.sleep(1000);
      })(),
    );
    await pipeline.settle();
    await pipeline.bench.call('StopExecution', { executionArn: arn, error: 'E', cause: 'by hand' });
    expect(await pipeline.describeExecution(arn)).toMatchObject({
      status: 'ABORTED',
      error: 'E',
      cause: 'by hand',
    });
    expect(pipeline.stopped).toEqual([['jr_TransformTrips']]);
  });

  it.each([
    ['lambda:Invoke', 'Lambda.AWSLambdaException'],
    ['glue:StartJobRun', 'Glue.AccessDeniedException'],
    ['glue:GetJobRun', 'Glue.AccessDeniedException'],
    ['glue:GetJobRuns', 'Glue.AccessDeniedException'],
  ])('a role without %s fails, and the cause names action and role', async (action, error) => {
    pipeline.open([action]);
    const arn = await pipeline.start();
    const answer = await pipeline.ended(arn);
    expect([answer.status, answer.error]).toEqual(['FAILED', error]);
    expect(answer.cause).toMatch(new RegExp(`assumed-role/machine-role/r1.* ${action}`));
  });

  // AWS has no Glue.ThrottlingException for it: re:Post, "Glue Throttling Exception when starting > 15 Glue jobs in Parallel".
  it('a throttled StartJobRun is Glue.AWSGlueException, and tried again', () =>
    startsAfter(2, new ServiceError('ThrottlingException', 'Rate exceeded')));

  it('a job that has as many runs as Glue takes is tried again, for more than an hour', () =>
    startsAfter(30, new ServiceError('ConcurrentRunsExceededException', 'Concurrent runs exceeded')));

  /** A run whose first job is refused so many times. */
  async function startsAfter(refusals: number, refusal: ServiceError): Promise<void> {
    let attempts = 0;
    pipeline.open();
    const startJobRun = pipeline.bench.kernel.invoke;
    pipeline.bench.kernel.invoke = (service, operation, ...rest) => {
      attempts += operation === 'StartJobRun' ? 1 : 0;
      if (operation === 'StartJobRun' && attempts <= refusals) throw refusal;
      return startJobRun(service, operation, ...rest);
    };
    const { status } = await pipeline.ended(await pipeline.start());
    expect([status, attempts]).toEqual(['SUCCEEDED', refusals + 3]);
  }
});
