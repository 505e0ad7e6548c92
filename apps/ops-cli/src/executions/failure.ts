import { nextOf, type PipelineErrorName, pipelineErrors } from '@tlc-elt/contracts';
import type { View } from '../command.ts';
import { asTyped } from '../terminal/hint.ts';
import { readableCause } from './cause.ts';
import type { Failure, Story } from './history.ts';
import { localCloudErrors } from './local-cloud-errors.ts';
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

function readable(failure: Failure): Failure {
  const cause = readableCause(failure.cause);
  const name = failure.error === 'States.TaskFailed' ? /^(?:\w+\.)*([A-Z]\w+): /.exec(cause)?.[1] : undefined;
  return { error: name ?? failure.error, cause };
}

/** The error's name and sentence, and below what to do next. */
export function renderFailure({ error, cause }: Failure, month: string | null, view: View): string {
  const [, next = adviceOn(error, month)] = cause.split(' Next: ');
  const told = view.style.red(error) + sentenceOf({ error, cause }).slice(error.length);
  return next === undefined ? told : `${told}\nnext:  ${asTyped(next, view.hint)}`;
}

/** The error's name and what was wrong. */
export function sentenceOf({ error, cause }: Failure): string {
  const [what = ''] = cause.split(' Next: ');
  if (what === '') return error;
  return what.startsWith(`${error}: `) ? what : `${error}: ${what}`;
}

function adviceOn(error: string, month: string | null): string | undefined {
  if (Object.hasOwn(pipelineErrors, error)) return nextOf(error as PipelineErrorName, month ?? undefined);
  const own = Object.hasOwn(localCloudErrors, error) ? localCloudErrors[error] : undefined;
  return own?.next.replaceAll('MONTH', month ?? 'MONTH');
}
