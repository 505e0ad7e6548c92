import { type ErrorContract, pipelineErrors } from '@tlc-elt/contracts';
import type { View } from '../../command.ts';
import { localCloudErrors } from '../../executions/local-cloud-errors.ts';
import { asTyped } from '../../terminal/hint.ts';

export interface Options {
  /** Every error where undefined, those of the local cloud last. */
  readonly error: string | undefined;
}

export interface Result {
  readonly errors: readonly (ErrorContract & { readonly error: string })[];
}

export async function run({ error: wanted }: Options): Promise<Result> {
  const chosen = Object.entries<ErrorContract>({ ...pipelineErrors, ...localCloudErrors }).filter(
    ([name]) => wanted === undefined || name === wanted,
  );
  return { errors: chosen.map(([error, contract]) => ({ error, ...contract })) };
}

export const render = ({ errors }: Result, { style, hint }: View): string =>
  errors
    .map(({ error, kind, meaning, next }) => {
      const retry = kind === 'transient' ? style.yellow('a retry helps') : style.red('no retry helps');
      return `${style.bold(error)} (${retry})\n${meaning}\nnext:  ${asTyped(next, hint)}`;
    })
    .join('\n\n');
