import { TaskFailure } from '../../../kernel/task.ts';
import type { Integration } from '../interpreter/host.ts';
import type { TaskWorld } from './role-calls.ts';

/** `….waitForTaskToken`: the request hands a token out, the task ends when somebody answers with it. */
export function withCallback(integration: Integration, { tokens, stateMachineArn }: TaskWorld): Integration {
  return {
    ...integration,
    run: async (parameters, io) => {
      const { taskToken: token = '' } = io;
      const answer = tokens.wait(token, stateMachineArn, io);
      try {
        io.submitted(await integration.run(parameters, io));
      } catch (error) {
        tokens.forget(token);
        if (!(error instanceof TaskFailure) || error.terminal) throw error;
        throw new TaskFailure(error.error, error.message, 'submitting');
      }
      return answer;
    },
    resume: (io) => tokens.wait(io.taskToken ?? '', stateMachineArn, io),
  };
}
