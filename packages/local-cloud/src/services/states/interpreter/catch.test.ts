import { describe, expect, it } from 'vitest';
import { playMachine } from '../../../../testing/states/run-machine.ts';
import { failing, task, withCatch } from '../../../../testing/states/task-machines.ts';
import type { JsonObject } from '../../../aws/json.ts';

describe('Catch', () => {
  it.each<readonly [string, string[], string, boolean]>([
    ['an error by its name', ['E'], 'E', true],
    ['any error by States.ALL', ['States.ALL'], 'E', true],
    ['any error by States.TaskFailed', ['States.TaskFailed'], 'E', true],
    ['no timeout by States.TaskFailed', ['States.TaskFailed'], 'States.Timeout', false],
    ['a timeout by States.ALL', ['States.ALL'], 'States.Timeout', true],
    ['no DataLimitExceeded by States.ALL', ['States.ALL'], 'States.DataLimitExceeded', false],
    ['DataLimitExceeded by its name', ['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    ['no other error', ['F'], 'E', false],
  ])('takes %s', async (_, names, error, caught) => {
    const played = await playMachine(withCatch(names), {}, { task: failing(error) });
    expect(played.ending).toEqual(
      caught
        ? { status: 'SUCCEEDED', output: { Error: error, Cause: 'why' } }
        : { status: 'FAILED', error, cause: 'why' },
    );
  });

  it('takes a failed path of Parameters by its documented name; uncaught it is States.Runtime, as recorded', async () => {
    const Parameters = { 'a.$': '$.no' };
    const cause =
      "An error occurred while executing the state 'Do' (entered at the event id #2). The JSONPath '$.no' specified for the field 'a.$' could not be found in the input '{}'";
    const caught = await playMachine(withCatch(['States.ParameterPathFailure'], { Parameters }), {});
    expect(caught.ending).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.ParameterPathFailure', Cause: cause },
    });
    const uncaught = await playMachine(task({ Parameters }), {});
    expect(uncaught.ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause });
  });

  it('takes intrinsic failures, result paths that do not fit, and unmatched choices by their names', async () => {
    const intrinsic = await playMachine(
      withCatch(['States.IntrinsicFailure'], { Parameters: { 'a.$': 'States.ArrayLength($)' } }),
      {},
    );
    expect(intrinsic.ending).toMatchObject({ output: { Error: 'States.IntrinsicFailure' } });
    const path = await playMachine(
      withCatch(['States.ResultPathMatchFailure'], { ResultPath: '$[0]' }),
      {},
      { task: () => 1 },
    );
    expect(path.ending).toMatchObject({ output: { Error: 'States.ResultPathMatchFailure' } });
    const choice = await playMachine(
      {
        StartAt: 'C',
        States: { C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'C' }] } },
      },
      1,
    );
    expect(choice.ending).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('puts the error into the raw input by its ResultPath, past the OutputPath of the state', async () => {
    const machine = withCatch(['E'], { InputPath: '$.a', OutputPath: '$.Payload' });
    (machine.States as { Do: JsonObject }).Do.Catch = [
      { ErrorEquals: ['E'], Next: 'Caught', ResultPath: '$.error' },
    ];
    const played = await playMachine(machine, { a: {} }, { task: failing('E') });
    expect(played.ending).toEqual({
      status: 'SUCCEEDED',
      output: { a: {}, error: { Error: 'E', Cause: 'why' } },
    });
  });
});
