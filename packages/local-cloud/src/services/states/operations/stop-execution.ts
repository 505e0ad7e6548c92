import type { StopExecutionInput } from '@aws-sdk/client-sfn';
import type { Input, Operation } from '../../../kernel/service.ts';
import { fail, type StepFunctions } from '../step-functions.ts';

export const stopExecution: Operation<StepFunctions> = {
  takes: ['executionArn', 'error', 'cause'],
  run: async (states, { executionArn, error, cause }: Input<StopExecutionInput>, call) => {
    const { status } = states.execution(call, executionArn);
    if (status === 'RUNNING') await states.executions.stop(executionArn, { error, cause });
    const { stopDate } = states.executions.index.get(executionArn) ?? {};
    if (stopDate === undefined)
      return fail('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
    return { stopDate: new Date(stopDate) };
  },
};
