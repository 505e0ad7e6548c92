import { type JsonObject, parseJson } from '../../aws/json.ts';
import { type Task, TaskFailure, type Work } from '../../kernel/task.ts';

/** A child execution; its own fate where its parent only has it started. */
const execution = (resultOf: (execution: JsonObject) => JsonObject): Work => ({
  name: ({ ExecutionArn }) => `The execution ${ExecutionArn}`,
  result: async ({ ExecutionArn = null }, task) => {
    await task.offers.states.waitForExecution(String(ExecutionArn), task.signal);
    task.signal.throwIfAborted();
    const described = await task.call('DescribeExecution', { ExecutionArn });
    if (described.Status === 'SUCCEEDED') return resultOf(described);
    throw new TaskFailure('States.TaskFailed', JSON.stringify(described));
  },
  stop: ({ ExecutionArn = null }, { call }) => call('StopExecution', { ExecutionArn }),
});

/** Input and output as JSON, not as its text. */
const parsed = (described: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(described).map(([name, value]) => [
      name,
      name === 'Input' || name === 'Output' ? parseJson(String(value)) : value,
    ]),
  );

/** `arn:aws:states:::states:startExecution`; `.sync` gives the output as text, `.sync:2` as JSON. */
export const task: Task = {
  errors: 'AWSStepFunctions',
  texts: ['Input', 'Output'],
  integrations: {
    startExecution: { callback: true },
    'startExecution.sync': { work: execution((described) => described) },
    'startExecution.sync:2': { work: execution(parsed) },
  },
};
