import { nextOf, type PipelineErrorName, pipelineErrors } from '@tlc-elt/contracts';
import type { Failure } from '@tlc-elt/executions';
import type { View } from '../command.ts';
import { asTyped } from '../terminal/hint.ts';
import { localCloudErrors } from './local-cloud-errors.ts';

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
