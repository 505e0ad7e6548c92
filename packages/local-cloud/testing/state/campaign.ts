// Random damages of a stage's files, compared with the table of kinds: pnpm --filter @tlc-elt/local-cloud damage --times 200 --seed 7
import { parseArgs } from 'node:util';
import { DAMAGES, Damaged, randomOf } from './damages.ts';
import { Stage } from './stage.ts';

const { values } = parseArgs({
  options: { times: { type: 'string', default: '200' }, seed: { type: 'string' } },
});
const [times, seed] = [Number(values.times), Number(values.seed ?? Date.now() % 1_000_000)];
if (!Number.isInteger(times) || !Number.isInteger(seed))
  throw new Error('--times and --seed take whole numbers: damage --times 200 --seed 7');
process.stdout.write(`${times} damages, seed ${seed}\n`);
const stage = new Stage();
try {
  const random = randomOf(seed);
  const damaged = await Damaged.of(stage);
  for (let n = 1; n <= times; n += 1) {
    const paths = [...damaged.files.keys()].filter(() => random() < 0.15);
    const [name, damage] = Object.entries(DAMAGES)[Math.floor(random() * 3)] as [
      string,
      (typeof DAMAGES)[string],
    ];
    const faults = await damaged.faults(paths, damage, random);
    process.stdout.write(`${n} ${name} ${paths.join(' ')}\n`);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }
} finally {
  await stage.remove();
}
