import { describe, expect, it } from 'vitest';
import { playMachine, type TaskScript } from '../../../../testing/states/run-machine.ts';
import { hanging, task, withCatch } from '../../../../testing/states/task-machines.ts';
import { VirtualClock } from '../../../../testing/states/virtual-clock.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { Interruption } from './interruption.ts';

describe('time', () => {
  it('a machine that outlives its TimeoutSeconds is TIMED_OUT, outside the chain of events', async () => {
    const played = await playMachine(
      { ...task(), TimeoutSeconds: 30 },
      {},
      { task: hanging },
      { deadline: Date.parse('2026-11-05T06:00:30Z') },
    );
    expect([played.ending, played.seconds]).toEqual([{ status: 'TIMED_OUT' }, 30]);
    expect(played.sequence.slice(3)).toEqual(['4<3 TaskStarted', '5<0 ExecutionTimedOut']);
  });

  it('a task with TimeoutSecondsPath times out by the data, each attempt by itself', async () => {
    const machine = task({
      TimeoutSecondsPath: '$.t',
      Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }],
    });
    const played = await playMachine(machine, { t: 7 }, { task: hanging });
    expect([played.ending, played.seconds]).toEqual([
      { status: 'FAILED', error: 'States.Timeout' },
      7 + 1 + 7,
    ]);
    const wrong = await playMachine(machine, { t: 'x' }, { task: hanging });
    expect(wrong.ending).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('heartbeats keep a worker alive, and a missed one is a timeout of its own name', async () => {
    const clock = new VirtualClock();
    const worker: TaskScript = async (parameters, io) => {
      for (let beats = 0; beats < 3; beats += 1) {
        await clock.sleep(4000, io.signal);
        io.heartbeat();
      }
      return hanging(parameters, io, 1);
    };
    const machine = withCatch(['States.HeartbeatTimeout'], { Resource: 'worker', HeartbeatSeconds: 5 });
    const played = await playMachine(machine, {}, { worker }, { clock });
    expect([played.ending, played.seconds]).toEqual([
      { status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } },
      17,
    ]);
  });

  it.each<readonly [string, JsonObject, Json, number]>([
    ['Seconds', { Seconds: 10 }, {}, 10],
    ['SecondsPath', { SecondsPath: '$.s' }, { s: 90 }, 90],
    ['Timestamp', { Timestamp: '2026-11-05T07:00:00+01:00' }, {}, 0],
    ['TimestampPath', { TimestampPath: '$.at' }, { at: '2026-11-06T06:00:00Z' }, 86_400],
  ])('a Wait state waits by %s', async (_, wait, input, seconds) => {
    const played = await playMachine(
      { StartAt: 'W', States: { W: { Type: 'Wait', End: true, ...wait } } },
      input,
    );
    expect([played.ending, played.seconds]).toEqual([{ status: 'SUCCEEDED', output: input }, seconds]);
  });

  it('a stopped execution is ABORTED with what the stopper said, outside the chain of events', async () => {
    const stop = new AbortController();
    const clock = new VirtualClock();
    clock.sleep(5000).then(() => stop.abort(new Interruption('stopped')));
    const reason = { error: 'E', cause: 'by hand' };
    const played = await playMachine(
      task(),
      {},
      { task: hanging },
      { clock, signal: stop.signal, stopReason: () => reason },
    );
    expect([played.ending, played.seconds]).toEqual([{ status: 'ABORTED', ...reason }, 5]);
    expect(played.sequence.at(-1)).toBe('5<0 ExecutionAborted');
  });
});

describe('limits', () => {
  const large = 'x'.repeat(262_144);

  it('a result beyond 256 KiB is States.DataLimitExceeded', async () => {
    const played = await playMachine(task(), {}, { task: () => large });
    const cause =
      "The state/task 'test' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect(played.ending).toEqual({ status: 'FAILED', error: 'States.DataLimitExceeded', cause });
    expect(played.sequence.slice(4)).toEqual(['5<4 TaskFailed', '6<5 ExecutionFailed']);
  });

  it("a state's output beyond 256 KiB too", async () => {
    const half = 'x'.repeat(140_000);
    const played = await playMachine(
      { StartAt: 'P', States: { P: { Type: 'Pass', ResultPath: '$.copy', End: true } } },
      { half },
    );
    const cause =
      "The state/task 'P' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect(played.ending).toEqual({ status: 'FAILED', error: 'States.DataLimitExceeded', cause });
  });
});
