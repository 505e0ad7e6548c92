import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from '../src/faults/world.ts';
import { randomly } from '../src/model/random.ts';
import { Walk } from '../src/model/walk.ts';

const STEPS = Number(process.env.MODEL_STEPS ?? 150);
const SEED = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);

// Jobs are found in /proc.
describe.skipIf(!existsSync('/proc/self/cmdline'))('random steps by the commands', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world?.remove());

  test(`after each round the table equals the model, and verify agrees (${STEPS} steps, seed ${SEED})`, {
    timeout: 1_800_000,
  }, async () => {
    const taken: Record<string, number> = {};
    await randomly(SEED, async (random) => {
      const walk = new Walk(world, random);
      await walk.take(STEPS);
      Object.assign(taken, walk.steps);
    });
    process.stdout.write(`model: seed ${SEED}, ${JSON.stringify(taken)}\n`);
    expect(Object.values(taken).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(STEPS);
    expect(Object.keys(taken)).toEqual(
      expect.arrayContaining(['publish', 'run', 'force', 'crash', 'twice', 'restore']),
    );
  });
});
