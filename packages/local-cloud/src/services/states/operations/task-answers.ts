import type { SendTaskFailureInput, SendTaskHeartbeatInput, SendTaskSuccessInput } from '@aws-sdk/client-sfn';
import type { Call } from '../../../aws/call.ts';
import { type Json, parseJson } from '../../../aws/json.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { TaskFailure } from '../../../kernel/task.ts';
import { LARGEST_PAYLOAD } from '../interpreter/failure.ts';
import { fail, type StepFunctions } from '../step-functions.ts';

const TOKEN = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const sendTaskSuccess: Operation<StepFunctions> = {
  takes: ['taskToken', 'output'],
  run: (states, { taskToken, output }: Input<SendTaskSuccessInput>, call) => {
    waitingTask(states, taskToken, call).succeed(outputOf(output));
    return {};
  },
};

/** Both members are optional: a task can fail without a name, and without a cause. */
export const sendTaskFailure: Operation<StepFunctions> = {
  takes: ['taskToken', 'error', 'cause'],
  run: (states, { taskToken, error = '', cause = '' }: Input<SendTaskFailureInput>, call) => {
    waitingTask(states, taskToken, call).fail(new TaskFailure(error, cause));
    return {};
  },
};

export const sendTaskHeartbeat: Operation<StepFunctions> = {
  takes: ['taskToken'],
  run: (states, { taskToken }: Input<SendTaskHeartbeatInput>, call) => {
    waitingTask(states, taskToken, call).heartbeat();
    return {};
  },
};

type Waiting = NonNullable<ReturnType<StepFunctions['executions']['tokens']['get']>>;

function waitingTask(states: StepFunctions, token: string, call: Call): Waiting {
  const task = states.executions.tokens.get(token);
  states.authorize(call, task?.stateMachineArn);
  if (task) return task;
  if (!TOKEN.test(token)) return fail('InvalidToken', "Invalid Token: 'Invalid token'");
  return fail('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function outputOf(text: string): Json {
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD)
    return fail('InvalidOutput', `Invalid Output: 'Size exceeds ${LARGEST_PAYLOAD} bytes'`);
  try {
    return parseJson(text);
  } catch (error) {
    return fail('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}
