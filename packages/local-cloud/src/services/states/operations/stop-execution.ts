import { authorizedExecution, fail, optional, type StatesOperation } from './states-world.ts';

export const stopExecution: StatesOperation = (world) => async (input, call) => {
  const { executionArn, status } = authorizedExecution(world, call, input, 'StopExecution');
  const reason = { error: optional(input, 'error'), cause: optional(input, 'cause') };
  if (status === 'RUNNING') await world.executions.stop(executionArn, reason);
  const { stopDate } = world.executions.index.get(executionArn) ?? {};
  if (stopDate === undefined)
    return fail('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  return { stopDate: new Date(stopDate) };
};
