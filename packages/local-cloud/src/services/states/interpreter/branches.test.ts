import { describe, expect, it } from 'vitest';
import { CONTEXT, playMachine, type TaskScript } from '../../../../testing/states/run-machine.ts';
import { VirtualClock } from '../../../../testing/states/virtual-clock.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';

const one = (state: JsonObject): JsonObject => ({
  StartAt: 'Item',
  States: { Item: { End: true, ...state } },
});
const map = (processor: JsonObject, more: JsonObject = {}): JsonObject => ({
  StartAt: 'Map',
  States: { Map: { Type: 'Map', ItemProcessor: processor, End: true, ...more } },
});

describe('a Map state', () => {
  it('gives iterations their item or what ItemSelector makes of it, and keeps the order', async () => {
    const selector = {
      'v.$': '$$.Map.Item.Value',
      'i.$': '$$.Map.Item.Index',
      'all.$': '$.factor',
      name: 'n',
    };
    const played = await playMachine(
      map(one({ Type: 'Pass' }), { ItemsPath: '$.items', ItemSelector: selector, ResultPath: '$.out' }),
      { items: ['a', 'b'], factor: 2 },
    );
    const out = [
      { v: 'a', i: 0, all: 2, name: 'n' },
      { v: 'b', i: 1, all: 2, name: 'n' },
    ];
    expect(played.ending).toEqual({ status: 'SUCCEEDED', output: { items: ['a', 'b'], factor: 2, out } });
  });

  it('takes the older Iterator and Parameters alike', async () => {
    const machine = {
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          Iterator: one({ Type: 'Pass' }),
          Parameters: { 'v.$': '$$.Map.Item.Value' },
          End: true,
        },
      },
    };
    expect((await playMachine(machine, [1, 2])).ending).toEqual({
      status: 'SUCCEEDED',
      output: [{ v: 1 }, { v: 2 }],
    });
  });

  it.each([
    [{ MaxConcurrency: 2 }, 2],
    [{ MaxConcurrency: 0 }, 5],
    [{ MaxConcurrencyPath: '$.most', ItemsPath: '$.items' }, 3],
  ])('runs at most %j at once', async (more, expected) => {
    let [running, most] = [0, 0];
    const clock = new VirtualClock();
    const busy: TaskScript = async (_, { signal }) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(1000, signal);
      running -= 1;
      return 'done';
    };
    const items = [1, 2, 3, 4, 5];
    const input: Json = 'ItemsPath' in more ? { items, most: 3 } : items;
    const played = await playMachine(
      map(one({ Type: 'Task', Resource: 'busy' }), more as JsonObject),
      input,
      { busy },
      { clock },
    );
    expect([played.ending, most]).toEqual([
      { status: 'SUCCEEDED', output: items.map(() => 'done') },
      expected,
    ]);
  });

  it('of no items succeeds with none', async () => {
    const played = await playMachine(map(one({ Type: 'Pass' })), []);
    expect(played.ending).toEqual({ status: 'SUCCEEDED', output: [] });
    expect(played.sequence.slice(1)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapStateSucceeded',
      '5<3 MapStateExited',
      '6<5 ExecutionSucceeded',
    ]);
  });

  it('of what is no array fails', async () => {
    const { ending } = await playMachine(map(one({ Type: 'Pass' }), { ItemsPath: '$.a' }), { a: 1 });
    const cause =
      'An error occurred while executing the state \'Map\' (entered at the event id #2). Reference path "$.a" must point to array.';
    expect(ending).toEqual({ status: 'FAILED', error: 'States.Runtime', cause });
  });

  it('aborts the other iterations when one fails, and tells them so', async () => {
    const aborted: Json[] = [];
    const script: TaskScript = (parameters, { signal }) => {
      if (parameters === 'bad') throw new TaskFailure('E', 'why');
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          aborted.push(parameters);
          reject(signal.reason);
        }),
      );
    };
    const played = await playMachine(map(one({ Type: 'Task', Resource: 'task' })), ['x', 'bad', 'y'], {
      task: script,
    });
    expect([played.ending, aborted]).toEqual([{ status: 'FAILED', error: 'E', cause: 'why' }, ['x', 'y']]);
    expect(played.sequence.slice(3, 8)).toEqual([
      '4<3 MapIterationStarted',
      '5<3 MapIterationStarted',
      '6<3 MapIterationStarted',
      '7<4 TaskStateEntered',
      '8<7 TaskScheduled',
    ]);
    expect(played.sequence.slice(-8)).toEqual([
      '16<12 TaskFailed',
      '17<16 MapIterationFailed',
      '18<16 TaskStateAborted',
      '19<16 MapIterationAborted',
      '20<16 TaskStateAborted',
      '21<16 MapIterationAborted',
      '22<16 MapStateFailed',
      '23<22 ExecutionFailed',
    ]);
  });
});

describe('a Parallel state', () => {
  const parallel = (branches: JsonObject[], more: JsonObject = {}): JsonObject => ({
    StartAt: 'Both',
    States: {
      Both: { Type: 'Parallel', Branches: branches, End: true, ...more },
      Caught: { Type: 'Pass', End: true },
    },
  });

  it('gives each branch its input, and the outputs in order, whichever ends first', async () => {
    const machine = parallel([one({ Type: 'Wait', Seconds: 5 }), one({ Type: 'Pass', Result: 'quick' })], {
      Parameters: { 'm.$': '$.month' },
    });
    delete (machine.States as JsonObject).Caught;
    const played = await playMachine(machine, { month: 9 });
    expect([played.ending, played.seconds]).toEqual([
      { status: 'SUCCEEDED', output: [{ m: 9 }, 'quick'] },
      5,
    ]);
  });

  it('is caught by the error of its branch, and by States.BranchFailed', async () => {
    for (const name of ['E', 'States.BranchFailed']) {
      const machine = parallel(
        [
          one({ Type: 'Wait', Seconds: 50 }),
          { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'why' } } },
        ],
        {
          Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
        },
      );
      const played = await playMachine(machine, {});
      expect([played.ending, played.seconds]).toEqual([
        { status: 'SUCCEEDED', output: { Error: 'E', Cause: 'why' } },
        0,
      ]);
      expect(played.sequence.filter((line) => line.includes('Aborted'))).toHaveLength(1);
    }
  });
});

describe('the context object', () => {
  it('is what AWS shows', async () => {
    const played = await playMachine(
      { StartAt: 'P', States: { P: { Type: 'Pass', InputPath: '$$', End: true } } },
      {},
    );
    const State = { Name: 'P', EnteredTime: '2026-11-05T06:00:00.000Z' };
    expect(played.ending).toEqual({ status: 'SUCCEEDED', output: { ...CONTEXT, State } });
  });
});
