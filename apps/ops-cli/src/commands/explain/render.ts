import type { View } from '../../command.ts';
import { asTyped } from '../../terminal/hint.ts';
import type { ExplainResult } from './run.ts';

export const renderErrors = ({ errors }: ExplainResult, { style, hint }: View): string =>
  errors
    .map(({ error, kind, meaning, next }) => {
      const retry = kind === 'transient' ? style.yellow('a retry helps') : style.red('no retry helps');
      return `${style.bold(error)} (${retry})\n${meaning}\nnext:  ${asTyped(next, hint)}`;
    })
    .join('\n\n');
