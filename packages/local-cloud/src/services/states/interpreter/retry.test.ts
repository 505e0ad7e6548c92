import { describe, expect, it } from 'vitest';
import { playMachine, type TaskScript } from '../../../../testing/states/run-machine.ts';
import { failing, task } from '../../../../testing/states/task-machines.ts';
import { VirtualClock } from '../../../../testing/states/virtual-clock.ts';
import type { Json, JsonObject } from '../../../aws/json.ts';
import { TaskFailure } from '../../../kernel/task.ts';

describe('Retry', () => {
  /** Seconds from one attempt to the next. */
  async function delays(retrier: JsonObject, random = 0.5): Promise<number[]> {
    const clock = new VirtualClock();
    const attempts: number[] = [];
    const script: TaskScript = () => {
      attempts.push(clock.now().getTime());
      throw new TaskFailure('E', 'why');
    };
    await playMachine(
      task({ Retry: [{ ErrorEquals: ['E'], ...retrier }] }),
      {},
      { task: script },
      { clock, random: () => random },
    );
    return attempts.slice(1).map((at, index) => (at - (attempts[index] as number)) / 1000);
  }

  it.each<readonly [string, JsonObject, readonly number[]]>([
    ['by default three times after 1, 2 and 4 seconds', {}, [1, 2, 4]],
    [
      'by IntervalSeconds and BackoffRate',
      { IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 4 },
      [3, 4.5, 6.75, 10.125],
    ],
    [
      'at most MaxDelaySeconds apart',
      { IntervalSeconds: 3, MaxDelaySeconds: 5, MaxAttempts: 4 },
      [3, 5, 5, 5],
    ],
    ['never with MaxAttempts 0', { MaxAttempts: 0 }, []],
    [
      'at a random part of the delay with full jitter',
      { IntervalSeconds: 4, JitterStrategy: 'FULL', MaxAttempts: 2 },
      [2, 4],
    ],
  ])('comes %s', async (_, retrier, expected) => {
    expect(await delays(retrier)).toEqual(expected);
  });

  it('counts each retrier by itself, and takes the first that names the error', async () => {
    const errors = ['A', 'B', 'A', 'B', 'B'];
    const script: TaskScript = (_, __, attempt) => failing(errors[attempt - 1] as string)({}, {} as never, 1);
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2 },
    ];
    const played = await playMachine(task({ Retry }), {}, { task: script });
    expect(played.ending).toEqual({ status: 'FAILED', error: 'B', cause: 'why' });
    expect(played.sequence.filter((line) => line.endsWith('TaskScheduled'))).toHaveLength(5);
  });

  it('shows RetryCount in the context object', async () => {
    const counts: Json[] = [];
    const script: TaskScript = (parameters) => {
      counts.push(parameters);
      throw new TaskFailure('E', 'why');
    };
    await playMachine(
      task({ Parameters: { 'n.$': '$$.State.RetryCount' }, Retry: [{ ErrorEquals: ['E'], MaxAttempts: 2 }] }),
      {},
      { task: script },
    );
    expect(counts).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });
});
