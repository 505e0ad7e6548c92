// Campaigns at their full size, by a seed: pnpm --filter @tlc-elt/e2e campaign kills --size 12 --seed 7
import { parseArgs } from 'node:util';
import { CAMPAIGNS } from '../src/campaigns/campaigns.ts';
import { randomly } from '../src/model/random.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { size: { type: 'string' }, seed: { type: 'string' } },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const names = positionals.length > 0 ? positionals : Object.keys(CAMPAIGNS);
for (const name of names) {
  const campaign = Object.hasOwn(CAMPAIGNS, name) ? CAMPAIGNS[name] : undefined;
  if (!campaign)
    throw new Error(`there is no campaign ${name}; there are ${Object.keys(CAMPAIGNS).join(', ')}`);
  const size = Number(values.size ?? campaign.size);
  if (!Number.isInteger(size) || !Number.isInteger(seed))
    throw new Error('--size and --seed take whole numbers: campaign kills --size 12 --seed 7');
  process.stdout.write(`${name}: ${size} ${campaign.of}, seed ${seed}\n`);
  await randomly(seed, (random) => campaign.run(random, size));
}
