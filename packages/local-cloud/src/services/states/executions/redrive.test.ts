import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { machineArn, StatesBench } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';
import { ServiceError } from '../../../aws/errors.ts';
import type { JsonObject } from '../../../aws/json.ts';

const publish = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ Type: 'Task', Resource: 'arn:aws:states:::sns:publish', ResultSelector: { 'id.$': '$.MessageId' } },
  ...{ Parameters: { TopicArn: 'topic', Message: name }, ...more },
});

let directory: string;
let bench: StatesBench;
/** Messages that fail as often as this says. */
let failures: Map<string, number>;
let published: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'states-'));
  failures = new Map();
  published = [];
});

afterEach(async () => {
  await bench.service.stop?.();
  rmSync(directory, { recursive: true });
});

function benchOf(machine: JsonObject): StatesBench {
  bench = new StatesBench({ directory, machines: { machine }, operations: { 'sns:Publish': send } });
  return bench;
}

function send({ Message }: Shape): Shape {
  const message = String(Message);
  published.push(message);
  const left = failures.get(message) ?? 0;
  if (left === 0) return { MessageId: message };
  failures.set(message, left - 1);
  throw new ServiceError('NotFound', 'Topic does not exist', 404);
}

async function settled(executionArn: unknown): Promise<Shape> {
  for (;;) {
    const described = await bench.call('DescribeExecution', { executionArn });
    if (described.status !== 'RUNNING') return described;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function start(input = '{}'): Promise<Shape> {
  const { executionArn } = await bench.call('StartExecution', {
    stateMachineArn: machineArn('machine'),
    name: 'run',
    input,
  });
  return settled(executionArn);
}

async function redrive({ executionArn }: Shape): Promise<Shape> {
  await bench.call('RedriveExecution', { executionArn });
  return settled(executionArn);
}

async function sequence({ executionArn }: Shape, from: number): Promise<string[]> {
  const { events } = await bench.call('GetExecutionHistory', { executionArn });
  return (events as Shape[])
    .slice(from - 1)
    .map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);
}

describe('RedriveExecution', () => {
  it('goes on from the failed state with its input and keeps what had succeeded', async () => {
    benchOf({
      StartAt: 'First',
      States: { First: publish('first', { Next: 'Second' }), Second: publish('second', { End: true }) },
    });
    failures.set('second', 1);
    const failed = await start();
    expect([failed.status, failed.error, failed.redriveStatus]).toEqual([
      'FAILED',
      'SNS.NotFoundException',
      'REDRIVABLE',
    ]);
    const redriven = await redrive(failed);
    expect([redriven.status, redriven.output, redriven.redriveCount]).toEqual([
      'SUCCEEDED',
      '{"id":"second"}',
      1,
    ]);
    expect(published).toEqual(['first', 'second', 'second']);
    expect(await sequence(redriven, 10)).toEqual([
      '10<9 TaskFailed',
      '11<10 ExecutionFailed',
      '12<11 ExecutionRedriven',
      '13<12 TaskScheduled',
      '14<13 TaskStarted',
      '15<14 TaskSucceeded',
      '16<15 TaskStateExited',
      '17<16 ExecutionSucceeded',
    ]);
  });

  it('reruns only the branches of a Parallel state that failed or were aborted', async () => {
    const branch = (name: string, next: JsonObject): JsonObject => ({
      StartAt: name,
      States: { [name]: publish(name, { End: true }), ...next },
    });
    const slow = {
      StartAt: 'Slow',
      States: { Slow: { Type: 'Wait', Seconds: 1, Next: 'After' }, After: publish('after', { End: true }) },
    };
    benchOf({
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [branch('good', {}), slow, branch('bad', {})], End: true },
      },
    });
    failures.set('bad', 1);
    const redriven = await redrive(await start());
    expect([redriven.status, redriven.output]).toEqual([
      'SUCCEEDED',
      '[{"id":"good"},{"id":"after"},{"id":"bad"}]',
    ]);
    expect(published).toEqual(['good', 'bad', 'bad', 'after']);
  });

  it('reruns only the iterations of a Map state that did not succeed, nested ones too', async () => {
    const inner = {
      Type: 'Map',
      MaxConcurrency: 1,
      End: true,
      ItemProcessor: {
        StartAt: 'Send',
        States: { Send: publish('', { End: true, Parameters: { TopicArn: 't', 'Message.$': '$' } }) },
      },
    };
    benchOf({
      StartAt: 'Outer',
      States: {
        Outer: {
          Type: 'Map',
          MaxConcurrency: 1,
          End: true,
          ItemProcessor: { StartAt: 'In/ner[0]', States: { 'In/ner[0]': inner } },
        },
      },
    });
    failures.set('b', 1).set('d', 1);
    const first = await start('[["a","b"],["c","d"]]');
    expect([first.status, published.splice(0)]).toEqual(['FAILED', ['a', 'b']]);
    const second = await redrive(first);
    expect([second.status, published.splice(0)]).toEqual(['FAILED', ['b', 'c', 'd']]);
    const third = await redrive(second);
    expect([third.status, third.output, published]).toEqual([
      'SUCCEEDED',
      '[[{"id":"a"},{"id":"b"}],[{"id":"c"},{"id":"d"}]]',
      ['d'],
    ]);
    expect(third.redriveCount).toBe(2);
  });

  it('runs all branches again where the state failed on their results', async () => {
    const branch = { StartAt: 'Send', States: { Send: publish('x', { End: true }) } };
    benchOf({
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch], OutputPath: '$.no', End: true } },
    });
    const redriven = await redrive(await start());
    expect([redriven.status, redriven.error, published]).toEqual(['FAILED', 'States.Runtime', ['x', 'x']]);
  });

  it('enters a Fail state that the execution ended in once more', async () => {
    benchOf({ StartAt: 'No', States: { No: { Type: 'Fail', Error: 'No', Cause: 'never' } } });
    const redriven = await redrive(await start());
    expect([redriven.status, redriven.error]).toEqual(['FAILED', 'No']);
    expect(await sequence(redriven, 3)).toEqual([
      '3<2 ExecutionFailed',
      '4<3 ExecutionRedriven',
      '5<4 ExecutionFailed',
    ]);
  });

  it('counts retries anew', async () => {
    const retry = {
      Retry: [
        {
          ErrorEquals: ['States.ALL'],
          MaxAttempts: 1,
          IntervalSeconds: 1,
          MaxDelaySeconds: 1,
          JitterStrategy: 'FULL',
        },
      ],
    };
    benchOf({ StartAt: 'Send', States: { Send: publish('x', { End: true, ...retry }) } });
    failures.set('x', 3);
    const redriven = await redrive(await start());
    expect([redriven.status, published.length]).toEqual(['SUCCEEDED', 4]);
  });

  it('refuses executions that run or that succeeded', async () => {
    benchOf({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1000, End: true } } });
    const { executionArn } = await bench.call('StartExecution', { stateMachineArn: machineArn('machine') });
    const refused = bench.call('RedriveExecution', { executionArn });
    await expect(refused).rejects.toMatchObject({
      code: 'ExecutionNotRedrivable',
      message: 'Execution is RUNNING and cannot be redriven',
    });
  });

  it('takes a stopped execution up again where it was, and the same token as the same request', async () => {
    benchOf({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, End: true } } });
    const { executionArn } = await bench.call('StartExecution', { stateMachineArn: machineArn('machine') });
    await bench.call('StopExecution', { executionArn });
    const first = await bench.call('RedriveExecution', { executionArn, clientToken: 'once' });
    const again = await bench.call('RedriveExecution', { executionArn, clientToken: 'once' });
    expect(again).toEqual(first);
    const redriven = await settled(executionArn);
    expect([redriven.status, redriven.redriveCount]).toEqual(['SUCCEEDED', 1]);
    expect(await sequence(redriven, 3)).toEqual([
      '3<0 ExecutionAborted',
      '4<3 ExecutionRedriven',
      '5<4 WaitStateExited',
      '6<5 ExecutionSucceeded',
    ]);
  });
});
