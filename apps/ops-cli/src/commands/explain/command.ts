import { pipelineErrors } from '@tlc-elt/contracts';
import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { localCloudErrors } from '../../executions/local-cloud-errors.ts';

export const explain = defineCommand({
  name: 'explain',
  summary: 'What an error of a run means, whether a retry helps, and what to do; needs no stage.',
  examples: ['explain QuarantineLimitExceeded', 'explain', 'explain --json'],
  stage: 'not needed',
  grammar: (command) => command.argument('[error]', "an error's name, as it stands first in a cause"),
  parse: ([error]) => {
    if (error === undefined || Object.hasOwn({ ...pipelineErrors, ...localCloudErrors }, error))
      return { error };
    throw new UsageError(
      `there is no error ${JSON.stringify(error)} of the pipeline`,
      `one of ${Object.keys(pipelineErrors).join(', ')}`,
    );
  },
  load: () => import('./run.ts'),
});
