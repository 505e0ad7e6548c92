import { nextOf, type PipelineErrorName, pipelineErrors } from '@tlc-elt/contracts';
import type { View } from '../command.ts';
import { asTyped } from '../terminal/hint.ts';
import { readableCause } from './cause.ts';
import type { Failure, Story } from './history.ts';
import { failingState } from './states.ts';

/** Why an execution failed: the error's own name, also of one that ended a job, and its sentence. */
export function failureOf(story: Story): Failure | undefined {
  const failure = failingState(story)?.failure ?? story.end?.failure;
  if (failure === undefined) return undefined;
  const cause = readableCause(failure.cause);
  const name = failure.error === 'States.TaskFailed' ? /^(?:\w+\.)*([A-Z]\w+): /.exec(cause)?.[1] : undefined;
  return { error: name ?? failure.error, cause };
}

/** The error's name and sentence, and below what to do next. */
export function renderFailure({ error, cause }: Failure, month: string | null, view: View): string {
  const [what = '', next = adviceOn(error, month)] = cause.split(' Next: ');
  const sentence = what.startsWith(`${error}: `) ? what.slice(error.length + 2) : what;
  const told = `${view.style.red(error)}${sentence === '' ? '' : `: ${sentence}`}`;
  return next === undefined ? told : `${told}\nnext:  ${asTyped(next, view.hint)}`;
}

const adviceOn = (error: string, month: string | null): string | undefined =>
  error in pipelineErrors ? nextOf(error as PipelineErrorName, month ?? undefined) : undefined;
