import { randomUUID } from 'node:crypto';
import type { StartExecutionInput } from '@aws-sdk/client-sfn';
import { parseGiven } from '../../../aws/json.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import { LARGEST_PAYLOAD } from '../interpreter/failure.ts';
import { fail, type StepFunctions } from '../step-functions.ts';
import { validName } from './names.ts';

export const startExecution: Operation<StepFunctions> = {
  takes: ['stateMachineArn', 'name', 'input', 'traceHeader'],
  run: (states, given: Input<StartExecutionInput>, call) => {
    const { stateMachineArn, input = '{}', traceHeader } = given;
    const machine = states.machine(call, stateMachineArn);
    const name = validName(given.name ?? randomUUID());
    checkData(input);
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const known = states.executions.index.get(executionArn);
    if (!known) {
      const { startDate } = states.executions.start(machine, { name, input, traceHeader });
      return { executionArn, startDate: new Date(startDate) };
    }
    const same = known.status === 'RUNNING' && states.executions.contents(known).header.input === input;
    if (!same) fail('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    return { executionArn, startDate: new Date(known.startDate) };
  },
};

function checkData(text: string): void {
  // AWS's model counts characters; the quota is one of bytes.
  if (Buffer.byteLength(text) > LARGEST_PAYLOAD)
    fail(
      'ValidationException',
      `1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or equal to ${LARGEST_PAYLOAD}`,
    );
  try {
    parseGiven(text);
  } catch (error) {
    fail('InvalidExecutionInput', `Invalid State Machine Execution Input: '${reasonOf(text, error)}'`);
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
