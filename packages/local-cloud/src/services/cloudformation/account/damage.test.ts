import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEPLOYMENTS, retainOne } from '../../../../testing/cloudformation/writes.ts';
import { DAMAGES, Damaged } from '../../../../testing/state/damages.ts';
import { Stage } from '../../../../testing/state/stage.ts';

const stage = new Stage('empty');
let damaged: Damaged;
beforeAll(async () => {
  const retain = { title: 'a resource that stays', room: 1, write: retainOne, kept: async () => 1 };
  damaged = await Damaged.of(stage, [...DEPLOYMENTS, retain]);
}, 120_000);
afterAll(() => stage.remove(), 60_000);

const OWN = ['cloudformation/stacks/*', 'cloudformation/events/*', 'cloudformation/retained.json'];

test.each(Object.entries(DAMAGES))(
  '%s: a damaged file of a stack refuses the start, damaged events begin anew',
  async (_, damage) => {
    const byKind = new Map([...damaged.files].map(([path, kind]) => [kind.path, path]));
    const own = OWN.map((kind) => byKind.get(kind) ?? `there is no ${kind}`);
    for (const path of own) expect(await damaged.faults([path], damage, () => 0.5)).toEqual([]);
  },
  120_000,
);

test('a disk that is full when a stack is created: the call fails, nothing of it is kept, and the next one is', async () => {
  damaged.restore();
  await stage.up();
  const [stack] = DEPLOYMENTS;
  if (!stack) throw new Error('there is no write of a stack');
  const before = await stack.kept(stage);
  stage.limit(stack.room);
  await expect(stack.write(stage, 7)).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
  stage.limit('unlimited');
  expect(await stack.kept(stage)).toBe(before);
  await stack.write(stage, 7);
  stage.kill();
  await stage.up();
  expect(await stack.kept(stage)).toBe(before + 1);
}, 120_000);
