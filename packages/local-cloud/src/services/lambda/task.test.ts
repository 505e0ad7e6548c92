import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SingleTask } from '../../../testing/states/single-task.ts';
import type { StatesSetup } from '../../../testing/states/states-kernel.ts';
import type { Shape } from '../../aws/call.ts';
import { ServiceError } from '../../aws/errors.ts';
import type { Json } from '../../aws/json.ts';

let tasks: SingleTask;
let invoked: Shape[];

beforeEach(() => {
  tasks = new SingleTask();
  invoked = [];
});

afterEach(() => tasks.close());

describe('Lambda functions', () => {
  const invoke = {
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: 'check', 'Payload.$': '$' },
  };
  const answering = (payload: Json, functionError?: string): Partial<StatesSetup> => ({
    operations: {
      'lambda:Invoke': (input, { name }) => {
        invoked.push({ ...input, Payload: String(input.Payload), by: name });
        const Payload = Buffer.from(JSON.stringify(payload));
        return { StatusCode: 200, Payload, FunctionError: functionError, ExecutedVersion: '$LATEST' };
      },
    },
  });

  it('gives the payload with what AWS adds to it', async () => {
    tasks.open(invoke, answering({ outcome: 'ready' }));
    const { status, output } = await tasks.run({ month: 'm' });
    expect([status, output]).toMatchObject([
      'SUCCEEDED',
      {
        ExecutedVersion: '$LATEST',
        Payload: { outcome: 'ready' },
        StatusCode: 200,
        SdkHttpMetadata: { HttpStatusCode: 200 },
      },
    ]);
    expect(invoked).toEqual([{ FunctionName: 'check', Payload: '{"month":"m"}', by: 'machine-role' }]);
  });

  it("makes the function's error the task's", async () => {
    const state = {
      ...invoke,
      Catch: [{ ErrorEquals: ['PublicationOverdue'], Next: 'Caught', ResultPath: '$.error' }],
    };
    const failure = { errorType: 'PublicationOverdue', errorMessage: 'late' };
    tasks.open(state, answering(failure, 'Unhandled'), {}, { Caught: { Type: 'Pass', End: true } });
    const Cause = '{"errorType":"PublicationOverdue","errorMessage":"late"}';
    expect(await tasks.run({ month: 'm' })).toEqual({
      status: 'SUCCEEDED',
      output: { month: 'm', error: { Error: 'PublicationOverdue', Cause } },
    });
  });

  it('does not hold a stopped execution up, though a running function cannot be stopped', async () => {
    tasks.open(invoke, { operations: { 'lambda:Invoke': () => new Promise(() => {}) } });
    const executionArn = await tasks.begin();
    await tasks.reached('TaskStarted');
    const before = performance.now();
    await tasks.bench.call('StopExecution', { executionArn });
    expect([await tasks.settled(executionArn), performance.now() - before < 1000]).toEqual([
      { status: 'ABORTED' },
      true,
    ]);
  });

  it('says Lambda.Unknown where the function gave no error type', async () => {
    tasks.open(invoke, answering({ errorMessage: 'Task timed out after 3.00 seconds' }, 'Unhandled'));
    expect(await tasks.run()).toEqual({
      status: 'FAILED',
      error: 'Lambda.Unknown',
      cause:
        'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"Task timed out after 3.00 seconds"}',
    });
  });

  it("invokes a plain ARN with the state's input and records LambdaFunction events", async () => {
    tasks.open({ Resource: 'arn:aws:lambda:us-east-1:111111111111:function:check' }, answering(7));
    expect(await tasks.run({ month: 'm' })).toEqual({ status: 'SUCCEEDED', output: 7 });
    expect((await tasks.eventTypes()).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
  });

  it('names a denied invocation and a missing function as AWS does', async () => {
    tasks.open(invoke, { ...answering(1), denied: new Set(['lambda:Invoke']) });
    expect((await tasks.run()).error).toBe('Lambda.AWSLambdaException');
    const missing = async (): Promise<never> => {
      throw new ServiceError('ResourceNotFoundException', 'Function not found: check', 404);
    };
    await tasks.close();
    tasks = new SingleTask();
    tasks.open(invoke, { operations: { 'lambda:Invoke': missing } });
    const { error, cause } = await tasks.run();
    expect(error).toBe('Lambda.ResourceNotFoundException');
    expect(cause).toMatch(
      /^Function not found: check \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; /,
    );
  });
});
