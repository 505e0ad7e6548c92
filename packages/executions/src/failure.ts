import { readableCause } from './cause.ts';
import type { Failure, Story } from './history.ts';
import { failingState } from './states.ts';

/** Why an execution failed: the error's own name, also of one that ended a job, and its sentence. */
export function failureOf(story: Story): Failure | undefined {
  const failure = failingState(story)?.failure ?? story.end?.failure;
  return failure && readable(failure);
}

/** What a state's newest attempt failed with, while the workflow tries again; `attempt` counts from 1. */
export function retriedOf(
  story: Story,
): (Failure & { readonly state: string; readonly attempt: number }) | undefined {
  const visit = story.visits.findLast(({ exitedAt }) => exitedAt === undefined);
  if (story.end || visit?.failure === undefined) return undefined;
  const attempt = visit.attempts.filter(({ endedAt }) => endedAt !== undefined).length;
  return { ...readable(visit.failure), state: visit.name, attempt };
}

/** A failure as a person can read it: the error that a job named itself, and its sentence. */
export function readable(failure: Failure): Failure {
  const cause = readableCause(failure.cause);
  const name = failure.error === 'States.TaskFailed' ? /^(?:\w+\.)*([A-Z]\w+): /.exec(cause)?.[1] : undefined;
  return { error: name ?? failure.error, cause };
}
