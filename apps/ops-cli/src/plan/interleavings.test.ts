import { type MonthsPlan, monthsBetween, type PlannedRun, sourceMonth } from '@tlc-elt/contracts';
import { expect, test } from 'vitest';
import { Killed, PlanWorld, randomOf } from '../../test/plan-world.ts';
import type { CarriedOut, Limits } from './carry-out.ts';

const MONTHS = monthsBetween(sourceMonth('2024-01'), sourceMonth('2024-05')).map((month) => ({
  dataset: 'yellow' as const,
  month,
}));
const FROM = Number(process.env.PLAN_SEED ?? 1);
const MANY = Number(process.env.PLAN_INTERLEAVINGS ?? 10_000);

/** How often each end came, so that none of them is there in name only. */
const seen = { carriedOut: 0, refused: 0, refusedAtOnce: 0, killed: 0, limited: 0, outdated: 0, taken: 0 };

/** A world of a seed, a plan of it that may have aged, and processes that apply it until one is not killed. */
async function interleave(seed: number): Promise<void> {
  const random = randomOf(seed);
  const world = new PlanWorld(random, MONTHS);
  const upTo = (n: number): number => Math.floor(random() * n);
  for (const month of MONTHS) if (world.chance(0.7)) world.publish(month);
  for (let i = upTo(20); i > 0; i -= 1) world.turn();
  const plan = world.plan(1 + upTo(3));
  for (let i = upTo(4); i > 0; i -= 1) if (world.chance(0.3)) world.turn();
  const limits: Limits = world.chance(0.3) ? { maxMonths: 2 } : world.chance(0.3) ? { maxCost: 3 } : {};
  if (world.chance(0.2)) await Promise.all([1, 2].map(() => attempt(world, plan, limits, upTo(40))));
  let done: CarriedOut<PlannedRun, string> | undefined;
  while (done === undefined) {
    done = await attempt(world, plan, limits, world.chance(0.5) ? 1 + upTo(25) : undefined);
    checkExecutions(world, plan, limits);
  }
  checkOutcome(world, plan, limits, done);
  if (done.refused.length > 0) return;
  // Applied once more, it starts nothing that the limit did not keep it from before.
  const { length } = world.executions.filter((each) => each.plan);
  await world.apply({ ...plan, runs: plan.runs.filter((run) => done.ends.has(run)) }, limits);
  expect(world.executions.filter((each) => each.plan).length).toBe(length);
}

async function attempt(
  world: PlanWorld,
  plan: MonthsPlan,
  limits: Limits,
  steps?: number,
): Promise<CarriedOut<PlannedRun, string> | undefined> {
  try {
    return await world.apply(plan, limits, steps);
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    seen.killed += 1;
    return undefined;
  }
}

/** Runs that the limits allow, each of which costs a dollar. */
const mostOf = ({ runs }: MonthsPlan, { maxMonths, maxCost }: Limits): number =>
  maxMonths ?? maxCost ?? runs.length;

/** Nothing was started that was not planned, nothing twice, nothing over the limit, and no other file was loaded. */
function checkExecutions(world: PlanWorld, plan: MonthsPlan, limits: Limits): void {
  const own = world.executions.filter((each) => each.plan?.id === plan.id);
  const etags = new Map(
    plan.runs.map(({ fingerprint }) => [fingerprint.next_run, fingerprint.publication.etag]),
  );
  const names = own.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !etags.has(name))).toEqual([]);
  expect(names.length).toBeLessThanOrEqual(mostOf(plan, limits));
  for (const { name, loaded } of own) if (loaded !== undefined) expect(loaded).toBe(etags.get(name));
}

/** Each month ended as its execution did, was refused, or is left; a month that succeeded has the planned file. */
function checkOutcome(
  world: PlanWorld,
  plan: MonthsPlan,
  limits: Limits,
  done: CarriedOut<PlannedRun, string>,
): void {
  const refused = done.refused.map(({ run }) => run);
  const all = [...done.ends.keys(), ...refused, ...done.left];
  expect([all.length, new Set(all)]).toEqual([plan.runs.length, new Set(plan.runs)]);
  for (const [run, end] of done.ends) {
    const execution = world.ofPlan(plan.id, run.fingerprint.next_run);
    expect(end).toBe(execution?.status ?? 'NOT_STARTED');
    const { etag } = run.fingerprint.publication;
    if (end === 'SUCCEEDED')
      expect(world.ledger.map((row) => [row.source_month, row.source_etag])).toContainEqual([
        run.month,
        etag,
      ]);
    if (end === 'NOT_STARTED') seen.taken += 1;
    if (end === 'FAILED' && execution?.source === undefined) seen.outdated += 1;
  }
  for (const { fingerprint } of [...refused, ...done.left])
    expect(world.ofPlan(plan.id, fingerprint.next_run)).toBeUndefined();
  if (refused.length === 0) expect(done.ends.size).toBe(Math.min(plan.runs.length, mostOf(plan, limits)));
  if (refused.length > 0) seen[done.ends.size === 0 ? 'refusedAtOnce' : 'refused'] += 1;
  else if (done.left.length > 0) seen.limited += 1;
  else if (plan.runs.length > 0) seen.carriedOut += 1;
}

test(`${MANY} interleavings of publish, load, plan, apply and kill: applied as planned, or refused`, async () => {
  for (let seed = FROM; seed < FROM + MANY; seed += 1)
    await interleave(seed).catch((error: unknown) => {
      throw new Error(`PLAN_SEED=${seed} PLAN_INTERLEAVINGS=1: ${(error as Error).message}`, {
        cause: error,
      });
    });
  if (MANY < 1000) return;
  expect(Object.entries(seen).filter(([, times]) => times === 0)).toEqual([]);
});
