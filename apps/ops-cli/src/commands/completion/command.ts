import { defineCommand } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { isShell, shells } from './shell.ts';

export const completion = defineCommand({
  name: 'completion',
  summary:
    'A script by which bash, zsh or fish completes commands, flags and names after a Tab; needs no stage.',
  examples: ['completion bash', 'completion zsh', 'completion fish'],
  stage: 'not needed',
  grammar: (command) => command.argument('<shell>', shells.join(', ')),
  parse: ([shell]) => {
    if (isShell(shell)) return { shell };
    throw new UsageError(
      `there is no completion for ${JSON.stringify(shell)}`,
      `one of ${shells.join(', ')}`,
    );
  },
  load: () => import('./run.ts'),
});
