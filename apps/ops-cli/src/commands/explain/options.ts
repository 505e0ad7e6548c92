import { pipelineErrors } from '@tlc-elt/contracts';
import type { CommandDefinition } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import type { ExplainResult } from './run.ts';

export interface ExplainOptions {
  /** Every error where undefined. */
  readonly error: keyof typeof pipelineErrors | undefined;
}

export const explain: CommandDefinition<ExplainOptions, ExplainResult> = {
  name: 'explain',
  summary: 'What an error of a run means, whether a retry helps, and what to do; needs no stage.',
  examples: ['explain QuarantineLimitExceeded', 'explain', 'explain --json'],
  stage: 'not needed',
  declare: (command) => void command.argument('[error]', "an error's name, as it stands first in a cause"),
  parse: ({ operands: [name] }) => {
    if (name === undefined || name in pipelineErrors)
      return { error: name as keyof typeof pipelineErrors | undefined };
    throw new UsageError(
      `there is no error ${JSON.stringify(name)} of the pipeline`,
      `one of ${Object.keys(pipelineErrors).join(', ')}`,
    );
  },
  load: async () => (await import('./action.ts')).action,
};
