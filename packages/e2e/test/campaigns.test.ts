import { expect, test } from 'vitest';
import { CAMPAIGNS } from '../src/campaigns/campaigns.ts';
import { randomly } from '../src/model/random.ts';

test.each(Object.entries(CAMPAIGNS))('%s, by a seed', async (_, { run, share }) => {
  await expect(randomly(20_261_129, (random) => run(random, share))).resolves.toBeUndefined();
});
