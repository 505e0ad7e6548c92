import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SingleTask } from '../../../../testing/states/single-task.ts';
import type { StatesSetup } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { JsonObject } from '../../../aws/json.ts';

let tasks: SingleTask;
let sent: Shape[];

beforeEach(() => {
  tasks = new SingleTask();
  sent = [];
});

afterEach(() => tasks.close());

/** Sources: localstack/localstack, v2/callback/test_callback, recorded on AWS. */
const state: JsonObject = {
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Parameters: {
    QueueUrl: 'https://sqs/q',
    MessageBody: { 'Message.$': '$.Message', 'TaskToken.$': '$$.Task.Token' },
  },
};

const queue = (): Partial<StatesSetup> => ({
  operations: {
    'sqs:SendMessage': (input) => {
      sent.push(input);
      return { MessageId: 'm', MD5OfMessageBody: 'd' };
    },
  },
});

/** The token of the message that was sent, once it is. */
async function token(index = 0): Promise<string> {
  while (sent.length <= index) await new Promise((resolve) => setTimeout(resolve, 2));
  return (JSON.parse(String(sent[index]?.MessageBody)) as { TaskToken: string }).TaskToken;
}

describe('….waitForTaskToken', () => {
  it('ends with what SendTaskSuccess sends', async () => {
    tasks.open(state, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    const taskToken = await token();
    await tasks.bench.call('SendTaskSuccess', { taskToken, output: '"done"' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(await tasks.eventTypes()).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const [, , , started, submitted] = await tasks.history();
    const names = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
    expect(started).toMatchObject({ taskStartedEventDetails: names });
    const { output, ...others } = (submitted as Shape).taskSubmittedEventDetails as Shape;
    expect(others).toEqual({ ...names, outputDetails: { truncated: false } });
    expect(JSON.parse(String(output))).toMatchObject({ MessageId: 'm', MD5OfMessageBody: 'd' });
  });

  it('fails with what SendTaskFailure sends', async () => {
    tasks.open(state, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    await tasks.bench.call('SendTaskFailure', {
      taskToken: await token(),
      error: 'Failure error',
      cause: 'Failure cause',
    });
    expect(await tasks.settled(executionArn)).toEqual({
      status: 'FAILED',
      error: 'Failure error',
      cause: 'Failure cause',
    });
    expect((await tasks.eventTypes()).slice(4)).toEqual(['TaskSubmitted', 'TaskFailed', 'ExecutionFailed']);
  });

  it('fails without a name where SendTaskFailure sends none', async () => {
    tasks.open(state, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    await tasks.bench.call('SendTaskFailure', { taskToken: await token() });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'FAILED' });
  });

  it('times out where nobody answers, and tells a late answer so', async () => {
    tasks.open({ ...state, TimeoutSeconds: 1 }, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    await expect(
      tasks.bench.call('SendTaskSuccess', { taskToken: await token(), output: '{}' }),
    ).rejects.toMatchObject({
      code: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  it('is kept alive by heartbeats', async () => {
    tasks.open({ ...state, HeartbeatSeconds: 2, TimeoutSeconds: 60 }, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    const taskToken = await token();
    for (let beat = 0; beat < 3; beat += 1) {
      await new Promise((resolve) => setTimeout(resolve, 800));
      await tasks.bench.call('SendTaskHeartbeat', { taskToken });
    }
    await tasks.bench.call('SendTaskSuccess', { taskToken, output: '1' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'SUCCEEDED', output: 1 });
  });

  it('each attempt has a token of its own, and a branch each', async () => {
    const Retry = [
      { ErrorEquals: ['Again'], IntervalSeconds: 1, MaxDelaySeconds: 1, JitterStrategy: 'FULL' },
    ];
    tasks.open({ ...state, Retry }, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    const first = await token();
    await tasks.bench.call('SendTaskFailure', { taskToken: first, error: 'Again' });
    const second = await token(1);
    expect(second).not.toBe(first);
    await tasks.bench.call('SendTaskSuccess', { taskToken: second, output: '2' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'SUCCEEDED', output: 2 });
  });

  it('takes an answer that comes before the request is answered', async () => {
    tasks.open(state, {
      operations: {
        'sqs:SendMessage': async (input) => {
          const { TaskToken } = JSON.parse(String(input.MessageBody)) as { TaskToken: string };
          await tasks.bench.call('SendTaskSuccess', { taskToken: TaskToken, output: '"early"' });
          return { MessageId: 'm' };
        },
      },
    });
    expect(await tasks.run({ Message: 'txt' })).toEqual({ status: 'SUCCEEDED', output: 'early' });
  });

  it('fails where the request is refused', async () => {
    tasks.open(state, {
      operations: {
        'sqs:SendMessage': () => {
          throw new ServiceError('QueueDoesNotExist', 'The specified queue does not exist.');
        },
      },
    });
    const { error } = await tasks.run({ Message: 'txt' });
    expect([error, (await tasks.eventTypes())[4]]).toEqual([
      'SQS.QueueDoesNotExistException',
      'TaskSubmitFailed',
    ]);
  });

  it('refuses a token that is none, and an output that is no JSON', async () => {
    tasks.open(state, queue());
    await tasks.begin({ Message: 'txt' });
    await expect(tasks.bench.call('SendTaskHeartbeat', { taskToken: 'no' })).rejects.toMatchObject({
      code: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
    const taskToken = await token();
    await expect(tasks.bench.call('SendTaskSuccess', { taskToken, output: '{' })).rejects.toMatchObject({
      code: 'InvalidOutput',
    });
  });
});

describe('a task token that was handed out before the local cloud ended', () => {
  /** Starts an execution, ends the local cloud once its message is out and so many ms have passed, and starts that anew. */
  async function restarted(
    more: JsonObject = {},
    setup: Partial<StatesSetup> = {},
    afterMs = 0,
  ): Promise<[arn: unknown, token: string]> {
    const opened = { ...queue(), ...setup };
    tasks.open({ ...state, ...more }, opened);
    const executionArn = await tasks.begin({ Message: 'txt' });
    const taskToken = await token();
    await tasks.reached('TaskSubmitted');
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await tasks.bench.service.stop?.();
    tasks.open({ ...state, ...more }, opened);
    await tasks.bench.service.start?.();
    return [executionArn, taskToken];
  }

  it('is answered after the restart, and its message is not sent again', async () => {
    const [executionArn, taskToken] = await restarted();
    await tasks.bench.call('SendTaskHeartbeat', { taskToken });
    await tasks.bench.call('SendTaskSuccess', { taskToken, output: '"done"' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(sent.length).toBe(1);
    const events = (await tasks.history()).map(
      ({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`,
    );
    expect(events).toEqual([
      '1<0 ExecutionStarted',
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
  });

  it('times out when the task would have without the restart', async () => {
    const [executionArn] = await restarted({ TimeoutSeconds: 4 }, {}, 3500);
    expect(await tasks.settled(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    const [first, last] = [(await tasks.history())[2], (await tasks.history()).at(-1)];
    const passed = Number(last?.timestamp) - Number(first?.timestamp);
    expect(passed).toBeGreaterThan(3990);
    expect(passed).toBeLessThan(7400); // from its restart on it would be 7,500
  });

  it('is retried with a token of its own where it fails then', async () => {
    const Retry = [{ ErrorEquals: ['Again'], IntervalSeconds: 1, MaxAttempts: 1 }];
    const [executionArn, taskToken] = await restarted({ Retry });
    await tasks.bench.call('SendTaskFailure', { taskToken, error: 'Again' });
    const second = await token(1);
    expect(second).not.toBe(taskToken);
    await tasks.bench.call('SendTaskSuccess', { taskToken: second, output: '2' });
    expect(await tasks.settled(executionArn)).toEqual({ status: 'SUCCEEDED', output: 2 });
  });

  it('is lost where the task was retried before: the execution has failed with that cause', async () => {
    tasks.open({ ...state, Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 1 }] }, queue());
    const executionArn = await tasks.begin({ Message: 'txt' });
    await tasks.bench.call('SendTaskFailure', { taskToken: await token(), error: 'Again' });
    await token(1);
    await tasks.reached('TaskSubmitted');
    await tasks.bench.service.stop?.();
    tasks.open(state, queue());
    await tasks.bench.service.start?.();
    expect(await tasks.settled(executionArn)).toMatchObject({
      status: 'FAILED',
      error: 'LocalCloud.Restarted',
    });
  });
});
