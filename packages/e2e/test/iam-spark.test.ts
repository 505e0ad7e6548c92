import { afterAll, expect, test } from 'vitest';
import { grantsOf } from '../src/iam/grants.ts';
import { groundOf } from '../src/iam/ground.ts';
import { play, provable, prove } from '../src/iam/prove.ts';

const ground = await groundOf('dev');
afterAll(() => ground.remove());

/** What Spark's role may do on S3; its other grants are those of every job, proved on stage local. */
const ofSpark = provable(ground.assembly).filter(
  ({ role, action, on }) => role === 'transform' && action.startsWith('s3:') && on !== 'scripts',
);

test("Spark's role uses all that it may do, but those that are exempt", async () => {
  const { ok, said, used } = await play(ground, 'transformed');
  expect([ok, said]).toEqual([true, {}]);
  const never = used.filter((grant) => grant.role === 'tlc-dev-transform' && !grant.used);
  // The log groups are there: IngestRaw's are others, so CreateLogGroup is needed here too.
  expect(never.map(({ action }) => action)).toEqual(['cloudwatch:PutMetricData']);
});

test.each(ofSpark)('without $action on $on a month is not transformed', async (grant) => {
  const proof = await prove(ground, grant, 'transformed');
  expect(proof.shownBy, proof.instead).toBeDefined();
});

test('stage dev grants what stage local does, but to TransformTrips', async () => {
  const local = await groundOf('local');
  const others = (assembly: string) => grantsOf(assembly).filter(({ role }) => role !== 'transform');
  expect(others(ground.assembly)).toEqual(others(local.assembly));
  await local.remove();
});
