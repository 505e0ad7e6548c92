import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Stage } from '../../testing/state/stage.ts';
import { WRITES, type Write } from '../../testing/state/writes.ts';

const stage = new Stage();
let pid: number;
beforeAll(async () => {
  await stage.up();
  pid = stage.record.pid;
}, 120_000);
afterAll(() => stage.remove(), 60_000);

const EVENT = 'an event for a function';

/** Runs with a disk that takes no file over so many bytes. */
async function full<T>(room: number, run: () => Promise<T>): Promise<T> {
  stage.limit(room);
  try {
    return await run();
  } finally {
    stage.limit('unlimited');
  }
}

/** How many are kept, once that is as many as are wanted or stays otherwise. */
async function settled({ kept }: Write, wanted: number): Promise<number> {
  for (let look = 0; look < 100; look += 1) {
    if ((await kept(stage)) === wanted) break;
    await sleep(50);
  }
  return kept(stage);
}

describe('a disk that is full for a moment', () => {
  test.each(WRITES)(
    '$title: the call fails, nothing of it is kept, and the next one is',
    async (kind) => {
      await kind.write(stage, 1);
      for (let attempt = 0; attempt < 2; attempt += 1)
        await expect(full(kind.room, () => kind.write(stage, 2))).rejects.toMatchObject({
          $metadata: { httpStatusCode: 500 },
        });
      expect(await settled(kind, 1)).toBe(1);
      await kind.write(stage, 2);
      expect(await settled(kind, 2)).toBe(2);
      expect(stage.record.pid).toBe(pid);
    },
    30_000,
  );

  test('a function works on; what is missing in its log is told there', async () => {
    const lambda = new LambdaClient(stage.client);
    const invoke = () => lambda.send(new InvokeCommand({ FunctionName: 'fn', LogType: 'Tail' }));
    const answer = await full(1, invoke);
    expect([answer.StatusCode, answer.FunctionError]).toEqual([200, undefined]);
    await invoke();
    const events = WRITES.find(({ title }) => title === EVENT) as Write;
    expect(await settled(events, 3)).toBe(3); // the one of the full disk is missing
    expect(stage.log).toMatch(/\n\d+ line\(s\) could not be written here\n/);
  });

  test('after kill -9 everything that was answered is there, and nothing else', async () => {
    stage.kill();
    await stage.up();
    const wanted = WRITES.map((kind) => [kind.title, kind.title === EVENT ? 3 : 2] as const);
    const kept = [];
    for (const [index, kind] of WRITES.entries())
      kept.push([kind.title, await settled(kind, wanted[index]?.[1] ?? 0)]);
    expect(kept).toEqual(wanted);
  }, 120_000);
});
