import type { Call, Shape } from '../../../aws/call.ts';
import { LARGEST_PAYLOAD } from '../interpreter/failure.ts';
import { TaskFailure } from '../interpreter/host.ts';
import type { Json } from '../language/json.ts';
import { fail, optional, required, type StatesOperation, type StatesWorld } from './states-world.ts';

const LONGEST_TOKEN = 2048;
const TOKEN = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

export const sendTaskSuccess: StatesOperation = (world) => (input, call) => {
  const task = waitingTask(world, input, call, 'SendTaskSuccess');
  task.succeed(outputOf(required(input, 'output')));
  return {};
};

/** Both members are optional: a task can fail without a name, and without a cause. */
export const sendTaskFailure: StatesOperation = (world) => (input, call) => {
  const task = waitingTask(world, input, call, 'SendTaskFailure');
  task.fail(new TaskFailure(optional(input, 'error') ?? '', optional(input, 'cause') ?? ''));
  return {};
};

export const sendTaskHeartbeat: StatesOperation = (world) => (input, call) => {
  waitingTask(world, input, call, 'SendTaskHeartbeat').heartbeat();
  return {};
};

type Waiting = NonNullable<ReturnType<StatesWorld['executions']['tokens']['get']>>;

function waitingTask(
  { executions, kernel }: StatesWorld,
  input: Shape,
  { caller }: Call,
  action: string,
): Waiting {
  const token = required(input, 'taskToken');
  const task = executions.tokens.get(token);
  kernel.authorize(caller, `states:${action}`, task?.stateMachineArn ?? '*');
  if (task) return task;
  if (token.length > LONGEST_TOKEN || !TOKEN.test(token))
    return fail('InvalidToken', "Invalid Token: 'Invalid token'");
  return fail('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}

function outputOf(text: string): Json {
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD)
    return fail('InvalidOutput', `Invalid Output: 'Size exceeds ${LARGEST_PAYLOAD} bytes'`);
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return fail('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
}
