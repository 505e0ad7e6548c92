import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Locks } from './locks.ts';

const { signal } = new AbortController();

test('of many that wait for a table each gets it, one at a time', async () => {
  const locks = new Locks();
  const inside: number[] = [];
  let most = 0;
  const use = async (number: number): Promise<void> => {
    const holder = Symbol(`holder ${number}`);
    await locks.take(['b', 'a'], holder, signal);
    inside.push(number);
    most = Math.max(most, inside.length);
    await locks.take(['a'], holder, signal); // its own again
    await sleep(1);
    inside.splice(inside.indexOf(number), 1);
    locks.release(holder);
  };
  await Promise.all(Array.from({ length: 20 }, (_, number) => use(number)));
  expect(most).toBe(1);
});

test('a reader waits for the holder, and not for itself', async () => {
  const locks = new Locks();
  const [holder, reader] = [Symbol('holder'), Symbol('reader')];
  await locks.take(['a'], holder, signal);
  await locks.passed(['a'], holder, signal);
  const seen: string[] = [];
  const waiting = locks.passed(['a', 'b'], reader, signal).then(() => seen.push('read'));
  await sleep(1);
  seen.push('released');
  locks.release(holder);
  await waiting;
  expect(seen).toEqual(['released', 'read']);
});

test('a wait that is cancelled takes nothing', async () => {
  const locks = new Locks();
  const [holder, other] = [Symbol('holder'), Symbol('other')];
  await locks.take(['a'], holder, signal);
  const abort = new AbortController();
  const waiting = locks.take(['a'], other, abort.signal);
  abort.abort(new Error('cancelled'));
  await expect(waiting).rejects.toThrow('cancelled');
  locks.release(holder);
  await locks.take(['a'], Symbol('third'), signal);
});
