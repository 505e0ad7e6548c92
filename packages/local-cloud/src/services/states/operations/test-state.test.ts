import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SingleTask } from '../../../../testing/states/single-task.ts';
import { ROLE } from '../../../../testing/states/states-kernel.ts';
import type { Shape } from '../../../aws/call.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';

let tasks: SingleTask;

beforeEach(() => {
  tasks = new SingleTask();
  const publish = (): Shape => ({ MessageId: 'm' });
  tasks.open(
    { Resource: 'arn:aws:states:::sns:publish', Parameters: { Message: 'm' } },
    { operations: { 'sns:Publish': publish } },
  );
});

afterEach(() => tasks.close());

async function test(state: JsonObject, input: Json = {}, more: Shape = {}): Promise<Shape> {
  const answer = await tasks.bench.call('TestState', {
    definition: JSON.stringify(state),
    input: JSON.stringify(input),
    roleArn: ROLE,
    ...more,
  });
  return JSON.parse(JSON.stringify(answer)) as Shape;
}

const texts = (steps: Readonly<Record<string, Json>>): Record<string, string> =>
  Object.fromEntries(Object.entries(steps).map(([name, value]) => [name, JSON.stringify(value)]));

/** Answers as recorded on AWS: localstack/localstack, v2/test_state/test_test_state_scenarios. */
describe('TestState', () => {
  it.each<[string, JsonObject, Json, Shape]>([
    [
      'a Pass state',
      { Type: 'Pass', Next: 'X' },
      { a: 1 },
      { status: 'SUCCEEDED', output: '{"a":1}', nextState: 'X' },
    ],
    ['a Succeed state', { Type: 'Succeed' }, 1, { status: 'SUCCEEDED', output: '1' }],
    [
      'a Fail state',
      { Type: 'Fail', Error: 'SomeFailure', Cause: 'why' },
      {},
      { status: 'FAILED', error: 'SomeFailure', cause: 'why' },
    ],
    [
      'a Choice state',
      { Type: 'Choice', Choices: [{ Variable: '$.v', NumericEquals: 22, Next: 'Twenties' }], Default: 'D' },
      { v: 22 },
      { status: 'SUCCEEDED', output: '{"v":22}', nextState: 'Twenties' },
    ],
    [
      'a Wait state, which is not sat out',
      { Type: 'Wait', Seconds: 9999, End: true },
      {},
      { status: 'SUCCEEDED', output: '{}' },
    ],
    [
      'a JSONata state with variables',
      { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $x + $states.input.y %}', End: true },
      { y: 2 },
      { status: 'SUCCEEDED', output: '3' },
    ],
  ])('%s', async (_, state, input, answer) => {
    expect(await test(state, input, { variables: '{"x":1}' })).toEqual(answer);
  });

  it('inspects the steps of a Pass state', async () => {
    const state = {
      Type: 'Pass',
      InputPath: '$.initialData',
      ResultPath: '$.modifiedData',
      End: true,
      Parameters: { staticValue: 'some value', 'inputValue.$': '$.field' },
    };
    const input = { initialData: { field: 'f' }, other: 1 };
    const { output, inspectionData } = await test(state, input, { inspectionLevel: 'DEBUG' });
    const modifiedData = { staticValue: 'some value', inputValue: 'f' };
    expect([output, inspectionData]).toEqual([
      JSON.stringify({ ...input, modifiedData }),
      texts({
        input,
        afterInputPath: { field: 'f' },
        afterParameters: modifiedData,
        afterResultSelector: modifiedData,
        afterResultPath: { ...input, modifiedData },
      }),
    ]);
  });

  it('inspects a Pass state with a Result, and states without results', async () => {
    const input = { Value: 'HelloWorld' };
    const passed = await test({ Type: 'Pass', Result: { k: 1 }, End: true }, input, {
      inspectionLevel: 'DEBUG',
    });
    expect(passed.inspectionData).toEqual(
      texts({ input, result: { k: 1 }, afterResultSelector: { k: 1 }, afterResultPath: { k: 1 } }),
    );
    const succeeded = await test({ Type: 'Succeed' }, input, { inspectionLevel: 'TRACE' });
    expect(succeeded.inspectionData).toEqual(texts({ input, afterInputPath: input }));
  });

  it('runs a task as the role, and inspects its result', async () => {
    const Parameters = { 'Message.$': '$.m' };
    const state = { Type: 'Task', Resource: 'arn:aws:states:::sns:publish', Parameters, End: true };
    const ResultSelector = { 'id.$': '$.MessageId' };
    const { status, output, inspectionData } = await test(
      { ...state, ResultSelector },
      { m: 'hi' },
      { inspectionLevel: 'DEBUG' },
    );
    expect([status, output]).toEqual(['SUCCEEDED', '{"id":"m"}']);
    const { result, ...steps } = inspectionData as Record<string, string>;
    expect(JSON.parse(result as string)).toMatchObject({ MessageId: 'm' });
    expect(steps).toEqual(
      texts({
        input: { m: 'hi' },
        afterInputPath: { m: 'hi' },
        afterParameters: { Message: 'hi' },
        afterResultSelector: { id: 'm' },
        afterResultPath: { id: 'm' },
      }),
    );
  });

  it('says whether a failure would be retried or caught', async () => {
    const state = {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      End: true,
      Parameters: { QueueUrl: 'q', MessageBody: 'b' },
    };
    const ErrorEquals = ['States.ALL'];
    const retried = await test({ ...state, Retry: [{ ErrorEquals }] });
    expect([retried.status, retried.error]).toEqual(['RETRIABLE', 'SQS.AmazonSQSException']);
    const caught = await test({ ...state, Catch: [{ ErrorEquals, ResultPath: '$.e', Next: 'C' }] });
    expect([caught.status, caught.nextState, caught.error]).toEqual([
      'CAUGHT_ERROR',
      'C',
      'SQS.AmazonSQSException',
    ]);
    expect(JSON.parse(String(caught.output))).toMatchObject({ e: { Error: 'SQS.AmazonSQSException' } });
    const failed = await test(state);
    expect([failed.status, failed.error]).toEqual(['FAILED', 'SQS.AmazonSQSException']);
  });

  it('tests a state of a whole machine by its name', async () => {
    const machine = {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Result: 2, End: true } },
    };
    expect(await test(machine, {}, { stateName: 'A' })).toEqual({
      status: 'SUCCEEDED',
      output: '{}',
      nextState: 'B',
    });
  });

  it('refuses what it does not do by its name', async () => {
    await expect(test({ Type: 'Pass', Nope: 1, End: true })).rejects.toThrow(
      "SCHEMA_VALIDATION_FAILED: Field 'Nope' is not supported here; supported are",
    );
    await expect(test({ Type: 'Succeed' }, {}, { mock: { result: '{}' } })).rejects.toThrow(
      'TestState with mock is not supported by the local cloud',
    );
    const map = {
      Type: 'Map',
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } },
      End: true,
    };
    await expect(test(map)).rejects.toThrow(
      'TestState of a state of type Map is not supported by the local cloud',
    );
  });
});
