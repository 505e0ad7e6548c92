import { StopFailure, TaskFailure, type TaskIo } from '../interpreter/host.ts';
import { isShutdown } from '../interpreter/interruption.ts';
import type { Json, JsonObject } from '../language/json.ts';
import { answerJson, asText, camelCased, sdkMetadata } from './answers.ts';
import { checkParameters, objectParameters } from './parameters.ts';
import type { Cookbook, TaskWorld } from './recipe.ts';
import { callService, type ErrorNames } from './service-call.ts';

const NAMES: ErrorNames = { prefix: 'StepFunctions', service: 'AWSStepFunctions', sdk: 'v1' };
const PARAMETERS = ['StateMachineArn', 'Input', 'Name', 'TraceHeader'];

/** `arn:aws:states:::states:startExecution`; `.sync` gives the output as text, `.sync:2` as JSON. */
export const startExecutionRecipes: Cookbook = (resource) => {
  const [matched, action] =
    /^arn:aws[\w-]*:states:::states:(startExecution(?:\.sync(?::2)?)?)$/.exec(resource) ?? [];
  if (!matched || !action) return undefined;
  return {
    events: 'Task',
    resourceType: 'states',
    resource: action,
    stopsWork: action !== 'startExecution',
    check: (parameters) => checkParameters(parameters, PARAMETERS, ['StateMachineArn']),
    run: (parameters, io, world) =>
      action === 'startExecution'
        ? startExecution(parameters, world, 'running')
        : runExecution(parameters, io, world, action === 'startExecution.sync:2'),
  };
};

async function startExecution(
  given: Json,
  world: TaskWorld,
  failedWhile: TaskFailure['failedWhile'],
): Promise<JsonObject> {
  const { Input, ...others } = objectParameters(given);
  const input = {
    ...(camelCased(others) as JsonObject),
    ...(Input === undefined ? {} : { input: asText(Input) }),
  };
  const answer = await callService(world, {
    service: 'states',
    operation: 'StartExecution',
    input,
    names: NAMES,
    failedWhile,
  });
  return {
    ...(answerJson(answer, 'milliseconds') as JsonObject),
    ...sdkMetadata(world.uuid(), 'application/x-amz-json-1.0'),
  };
}

async function runExecution(parameters: Json, io: TaskIo, world: TaskWorld, parsed: boolean): Promise<Json> {
  const answer = await startExecution(parameters, world, 'submitting');
  const executionArn = String(answer.ExecutionArn);
  try {
    io.signal.throwIfAborted();
    io.submitted(answer);
    await world.waitForExecution(executionArn, io.signal);
    io.signal.throwIfAborted();
  } catch (error) {
    if (io.signal.aborted) await stopExecution(executionArn, io, world);
    throw error;
  }
  const call = { service: 'states', operation: 'DescribeExecution', input: { executionArn }, names: NAMES };
  const execution = answerJson(await callService(world, call), 'milliseconds') as JsonObject;
  if (execution.Status !== 'SUCCEEDED') throw new TaskFailure('States.TaskFailed', JSON.stringify(execution));
  return parsed ? withParsedData(execution) : execution;
}

function withParsedData(execution: JsonObject): JsonObject {
  const { Input, Output } = execution;
  return {
    ...execution,
    ...(typeof Input === 'string' ? { Input: JSON.parse(Input) as Json } : {}),
    ...(typeof Output === 'string' ? { Output: JSON.parse(Output) as Json } : {}),
  };
}

async function stopExecution(executionArn: string, io: TaskIo, world: TaskWorld): Promise<void> {
  // The child execution has its own fate when the local cloud ends.
  if (isShutdown(io.signal.reason)) return;
  try {
    await callService(world, {
      service: 'states',
      operation: 'StopExecution',
      input: { executionArn },
      names: NAMES,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StopFailure(`The execution ${executionArn} could not be stopped: ${message}`);
  }
}
