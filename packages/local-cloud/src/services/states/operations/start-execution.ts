import { randomUUID } from 'node:crypto';
import { LARGEST_PAYLOAD } from '../interpreter/failure.ts';
import {
  authorizedMachine,
  fail,
  invalid,
  optional,
  type StatesOperation,
  validName,
} from './states-world.ts';

export const startExecution: StatesOperation = (world) => (input, call) => {
  const machine = authorizedMachine(world, call, input, 'StartExecution');
  const name = validName(optional(input, 'name') ?? randomUUID());
  const data = dataOf(optional(input, 'input') ?? '{}');
  const executionArn = `${machine.revision.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  const known = world.executions.index.get(executionArn);
  if (known) {
    const sameInput = known.status === 'RUNNING' && world.executions.contents(known).header.input === data;
    if (!sameInput) fail('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    return { executionArn, startDate: new Date(known.startDate) };
  }
  const { startDate } = world.executions.start(machine, {
    name,
    input: data,
    traceHeader: optional(input, 'traceHeader'),
  });
  return { executionArn, startDate: new Date(startDate) };
};

function dataOf(text: string): string {
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD) {
    invalid(
      `Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_PAYLOAD}`,
    );
  }
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    return fail('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reasonOf(text, error)}'`);
  }
}

/** The sentences of AWS's parser for what people send most; ours for the rest. */
function reasonOf(text: string, error: unknown): string {
  if (text.trim() === '') return 'Invalid execution input.';
  const word = /^\s*([A-Za-z]\w*)/.exec(text)?.[1];
  if (word)
    return `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  return error instanceof Error ? error.message : String(error);
}
