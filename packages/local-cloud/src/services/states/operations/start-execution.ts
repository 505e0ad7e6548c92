import { randomUUID } from 'node:crypto';
import { LARGEST_PAYLOAD } from '../interpreter/failure.ts';
import { authorizedMachine, fail, invalid, optional, type StatesOperation } from './states-world.ts';

const LONGEST_NAME = 80;
/** White space, brackets, wildcards, special and control characters (API reference, StartExecution). */
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

export const startExecution: StatesOperation = (world) => (input, call) => {
  const machine = authorizedMachine(world, call, input, 'StartExecution');
  const name = nameOf(optional(input, 'name') ?? randomUUID());
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

function nameOf(name: string): string {
  if (name.length >= 1 && name.length <= LONGEST_NAME && !NOT_IN_NAMES.test(name)) return name;
  return fail('InvalidName', `Invalid Name: '${name}'`);
}

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
    const reason = error instanceof Error ? error.message : String(error);
    return fail('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reason}'`);
  }
}
