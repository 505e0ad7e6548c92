import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { World } from '../src/faults/world.ts';
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
    const walk = new Walk(world, SEED);
    await walk.take(STEPS);
    process.stdout.write(`model: seed ${SEED}, ${JSON.stringify(walk.steps)}\n`);
    expect(walk.taken).toBeGreaterThanOrEqual(STEPS);
    expect(Object.keys(walk.steps)).toEqual(
      expect.arrayContaining(['publish', 'run', 'force', 'crash', 'twice', 'restore']),
    );
  });
});
