import { RunPlan } from '@tlc-elt/contracts';
import type { Story, Visit } from './history.ts';

/** A run that waits until the publisher has its month. */
export interface Waiting {
  /** When the workflow looks again. */
  readonly until: Date | undefined;
  /** After it the run fails with PublicationOverdue. */
  readonly deadline: Date | undefined;
}

/** The newest plan of CheckSource that the history shows. */
export function planOf(story: Story): RunPlan | undefined {
  for (const visit of story.visits.toReversed()) {
    const plan = findPlan(visit.output) ?? findPlan(visit.input);
    if (plan) return plan;
  }
  return undefined;
}

/** How the run waits; undefined where it does not. */
export function waitingOf(story: Story): Waiting | undefined {
  const visit = story.visits.findLast(({ exitedAt }) => exitedAt === undefined);
  if (story.end || visit?.type !== 'Wait') return undefined;
  const plan = planOf(story);
  if (plan?.outcome !== 'not_published') return { until: undefined, deadline: undefined };
  return { until: endOfWait(visit, plan.wait_seconds), deadline: new Date(plan.deadline) };
}

const endOfWait = (visit: Visit, seconds: number): Date =>
  new Date(visit.enteredAt.getTime() + seconds * 1000);

// The workflow may keep the plan beside other values, so that one level is looked through.
function findPlan(json: string | undefined): RunPlan | undefined {
  if (!json?.includes('"outcome"')) return undefined;
  const value = JSON.parse(json) as unknown;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const candidate of [value, ...Object.values(value)]) {
    const plan = RunPlan.safeParse(candidate);
    if (plan.success) return plan.data;
  }
  return undefined;
}
