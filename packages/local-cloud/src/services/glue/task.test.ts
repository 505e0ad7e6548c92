import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SingleTask } from '../../../testing/states/single-task.ts';
import type { StatesSetup } from '../../../testing/states/states-kernel.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';

let tasks: SingleTask;

beforeEach(() => {
  tasks = new SingleTask();
});

afterEach(() => tasks.close());

describe('arn:aws:states:::glue:startJobRun.sync', () => {
  const state = {
    Resource: 'arn:aws:states:::glue:startJobRun.sync',
    Parameters: { JobName: 'ingest', Arguments: { '--month.$': '$.month' } },
  };
  const startedOn = new Date('2026-11-05T06:00:00.500Z');
  const jobRun = (JobRunState: string, more: Shape = {}): Shape => ({
    Id: 'jr_1',
    JobName: 'ingest',
    JobRunState,
    StartedOn: startedOn,
    ...more,
  });
  const glue = (last: Shape, calls: Shape[] = []): Partial<StatesSetup> => ({
    operations: {
      'glue:StartJobRun': (input) => {
        calls.push({ StartJobRun: input });
        return { JobRunId: 'jr_1' };
      },
      'glue:GetJobRun': () => ({ JobRun: last }),
      'glue:BatchStopJobRun': (input) => {
        calls.push({ BatchStopJobRun: input });
        return { SuccessfulSubmissions: [{ JobName: 'ingest', JobRunId: 'jr_1' }], Errors: [] };
      },
    },
    offers: { glue: { prepare: async () => {}, waitForJobRun: async () => last } },
  });
  const never = {
    prepare: async () => {},
    waitForJobRun: (_: string, __: string, signal?: AbortSignal) =>
      new Promise<Shape>((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      ),
  };

  it('gives the JobRun with its dates in milliseconds, by calls of the role', async () => {
    const calls: Shape[] = [];
    tasks.open(state, glue(jobRun('SUCCEEDED'), calls));
    const output = {
      Id: 'jr_1',
      JobName: 'ingest',
      JobRunState: 'SUCCEEDED',
      StartedOn: startedOn.getTime(),
    };
    expect(await tasks.run({ month: '2024-09' })).toEqual({ status: 'SUCCEEDED', output });
    expect(calls).toEqual([{ StartJobRun: { JobName: 'ingest', Arguments: { '--month': '2024-09' } } }]);
    const job = 'arn:aws:glue:us-east-1:111111111111:job/ingest';
    expect(tasks.bench.authorized.filter((line) => line.startsWith('machine-role'))).toEqual([
      `machine-role glue:GetJobRun ${job}`,
      `machine-role glue:GetJobRuns ${job}`,
    ]);
    const scheduled = {
      resourceType: 'glue',
      resource: 'startJobRun.sync',
      region: 'us-east-1',
      parameters: '{"JobName":"ingest","Arguments":{"--month":"2024-09"}}',
    };
    const events = await tasks.history();
    expect(events[2]).toMatchObject({ type: 'TaskScheduled', taskScheduledEventDetails: scheduled });
    expect(events.map(({ type }) => type).slice(2)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it.each(['FAILED', 'TIMEOUT', 'STOPPED', 'ERROR'])(
    'fails with States.TaskFailed and the JobRun as the cause when the run ends %s',
    async (JobRunState) => {
      tasks.open(state, glue(jobRun(JobRunState, { ErrorMessage: 'ValueError: no' })));
      const cause = `{"Id":"jr_1","JobName":"ingest","JobRunState":"${JobRunState}","StartedOn":${startedOn.getTime()},"ErrorMessage":"ValueError: no"}`;
      expect(await tasks.run({ month: 'm' })).toEqual({
        status: 'FAILED',
        error: 'States.TaskFailed',
        cause,
      });
      expect((await tasks.eventTypes()).slice(4)).toEqual(['TaskSubmitted', 'TaskFailed', 'ExecutionFailed']);
    },
  );

  it('names the errors of StartJobRun as AWS does, and retries them one attempt after the other', async () => {
    let attempts = 0;
    const Retry = [
      {
        ErrorEquals: ['Glue.ConcurrentRunsExceededException'],
        MaxAttempts: 1,
        MaxDelaySeconds: 1,
        IntervalSeconds: 1,
        JitterStrategy: 'FULL',
      },
    ];
    tasks.open(
      { ...state, Retry },
      {
        operations: {
          'glue:StartJobRun': () => {
            attempts += 1;
            throw new ServiceError('ConcurrentRunsExceededException', 'Concurrent runs exceeded for ingest');
          },
        },
      },
    );
    const { status, error, cause } = await tasks.run({ month: 'm' });
    expect([status, error, attempts]).toEqual(['FAILED', 'Glue.ConcurrentRunsExceededException', 2]);
    expect(cause).toMatch(
      /^Concurrent runs exceeded for ingest \(Service: AWSGlue; Status Code: 400; Error Code: ConcurrentRunsExceededException; Request ID: [\w-]{36}; Proxy: null\)$/,
    );
    expect((await tasks.eventTypes()).slice(2)).toEqual([
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitFailed',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitFailed',
      'ExecutionFailed',
    ]);
  });

  it('stops the job run when the execution is stopped', async () => {
    const calls: Shape[] = [];
    tasks.open(state, { ...glue(jobRun('RUNNING'), calls), offers: { glue: never } });
    const executionArn = await tasks.begin({ month: 'm' });
    await tasks.reached('TaskSubmitted');
    await tasks.bench.call('StopExecution', { executionArn, cause: 'by hand' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'ABORTED', cause: 'by hand' });
    expect(calls[1]).toEqual({ BatchStopJobRun: { JobName: 'ingest', JobRunIds: ['jr_1'] } });
    expect((await tasks.eventTypes()).slice(4)).toEqual(['TaskSubmitted', 'ExecutionAborted']);
  });

  it('says in the cause that the role may not stop the job run', async () => {
    tasks.open(state, {
      ...glue(jobRun('RUNNING')),
      offers: { glue: never },
      denied: new Set(['glue:BatchStopJobRun']),
    });
    const executionArn = await tasks.begin({ month: 'm' });
    await tasks.reached('TaskSubmitted');
    await tasks.bench.call('StopExecution', { executionArn });
    const { status, cause } = await tasks.settled(executionArn);
    expect(status).toBe('ABORTED');
    expect(cause).toMatch(
      /^The job run jr_1 of ingest could not be stopped: .*glue:BatchStopJobRun.*Error Code: AccessDeniedException/,
    );
  });

  it('stops the job run when its own TimeoutSeconds is over', async () => {
    const calls: Shape[] = [];
    tasks.open(
      { ...state, TimeoutSeconds: 1 },
      { ...glue(jobRun('RUNNING'), calls), offers: { glue: never } },
    );
    expect(await tasks.run({ month: 'm' })).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    expect(calls.map((call) => Object.keys(call)[0])).toEqual(['StartJobRun', 'BatchStopJobRun']);
    const events = await tasks.history();
    expect(events[2]).toMatchObject({ taskScheduledEventDetails: { timeoutInSeconds: 1 } });
    expect(events[5]).toMatchObject({
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  it.each(['glue:GetJobRun', 'glue:GetJobRuns'])(
    'fails and stops the run where the role may not %s',
    async (action) => {
      const calls: Shape[] = [];
      tasks.open(state, { ...glue(jobRun('SUCCEEDED'), calls), denied: new Set([action]) });
      const { error, cause } = await tasks.run({ month: 'm' });
      expect(error).toBe('Glue.AccessDeniedException');
      expect(cause).toContain(
        `is not authorized to perform: ${action} on resource: arn:aws:glue:us-east-1:111111111111:job/ingest`,
      );
      expect(calls.map((call) => Object.keys(call)[0])).toEqual(['StartJobRun', 'BatchStopJobRun']);
    },
  );

  it('refuses arguments that are no strings as AWS does', async () => {
    tasks.open(state, glue(jobRun('SUCCEEDED')));
    const { error, cause } = await tasks.run({ month: 9 });
    expect([error, cause]).toEqual([
      'States.Runtime',
      `The Parameters '{"JobName":"ingest","Arguments":{"--month":9}}' could not be used to start the Task: [The value for the field '--month' must be a STRING]`,
    ]);
  });

  it('ends at once with the JobRunId without .sync', async () => {
    tasks.open(
      { ...state, Resource: 'arn:aws:states:::glue:startJobRun', ResultSelector: { 'id.$': '$.JobRunId' } },
      glue(jobRun('RUNNING')),
    );
    expect(await tasks.run({ month: 'm' })).toEqual({ status: 'SUCCEEDED', output: { id: 'jr_1' } });
  });
});
