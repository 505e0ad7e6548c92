// Random steps through the real local cloud, compared with a model: pnpm --filter @tlc-elt/e2e model --steps 10000
import { parseArgs } from 'node:util';
import { World } from '../src/faults/world.ts';
import { randomly } from '../src/model/random.ts';
import { Walk } from '../src/model/walk.ts';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '10000' }, seed: { type: 'string' } },
});
const [steps, seed] = [Number(values.steps), Number(values.seed ?? Date.now() % 1_000_000)];
if (!Number.isInteger(steps) || !Number.isInteger(seed))
  throw new Error('--steps and --seed take whole numbers: model --steps 10000 --seed 7');
process.stdout.write(`${steps} steps, seed ${seed}\n`);
const world = await World.create();
try {
  await randomly(seed, (random) =>
    new Walk(world, random).take(steps, (line) => void process.stdout.write(`${line}\n`)),
  );
} finally {
  await world.remove();
}
