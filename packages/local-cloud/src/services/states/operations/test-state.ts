import type { TestStateInput } from '@aws-sdk/client-sfn';
import type { Call, Caller, Shape } from '../../../aws/call.ts';
import { NotSupported } from '../../../aws/errors.ts';
import { isObject, type Json, type JsonObject, parseGiven } from '../../../aws/json.ts';
import type { Input, Operation } from '../../../kernel/service.ts';
import type { TaskRules } from '../definition/check-state.ts';
import { describeDiagnostics, loadDefinition, loadState, TESTED } from '../definition/load.ts';
import type { State } from '../definition/types.ts';
import { RoleSession } from '../executions/role-session.ts';
import { sleep } from '../executions/sleep.ts';
import { type NewEvent, Thread } from '../interpreter/history.ts';
import type { Host } from '../interpreter/host.ts';
import { type Attempt, attemptState, runThread } from '../interpreter/run-thread.ts';
import { Variables } from '../interpreter/variables.ts';
import { fail, type StepFunctions } from '../step-functions.ts';
import { TaskTokens } from '../tasks/task-tokens.ts';
import { inspect } from './inspection.ts';

/** One state by itself: nothing is retried, a wait is not sat out, nothing is kept. */
export const testState: Operation<StepFunctions> = {
  takes: ['definition', 'roleArn', 'input', 'inspectionLevel', 'variables', 'stateName', 'revealSecrets'],
  note: 'mock, stateConfiguration, context and revealSecrets are refused, and Map, Parallel, .sync and .waitForTaskToken states',
  run: async (states, given: Input<TestStateInput>, call) => {
    states.authorize(call);
    if (given.revealSecrets) throw new NotSupported('TestState with revealSecrets');
    const { definition, stateName, inspectionLevel = 'INFO', roleArn } = given;
    const test: Test = {
      name: stateName ?? TESTED,
      roleArn,
      events: [],
      state: testedState(definition, stateName, states.integrations.rules),
      data: jsonOf('input', given.input),
      variables: jsonOf('variables', given.variables),
    };
    const attempt = await attemptOnce(states, call, test);
    const inspectionData = inspect(test.state, test.data, test.events);
    return { ...answerOf(attempt), ...(inspectionLevel === 'INFO' ? {} : { inspectionData }) };
  },
};

function testedState(text: string, name: string | undefined, rules: TaskRules): State {
  const loaded = name === undefined ? loadState(text, rules) : loadDefinition(text, rules);
  if (!loaded.definition) return fail('InvalidDefinition', describeDiagnostics(loaded.diagnostics));
  const state = loaded.definition.States[name ?? TESTED];
  if (!state)
    return invalid(`Value '${name}' at 'stateName' failed to satisfy constraint: there is no such state`);
  const slow = state.Type === 'Task' && /\.(sync(:2)?|waitForTaskToken)$/.test(state.Resource);
  if (state.Type === 'Map' || state.Type === 'Parallel' || slow)
    throw new NotSupported(
      `TestState of a state of type ${state.Type}${slow ? ` with ${state.Resource}` : ''}`,
      'InvalidDefinition',
    );
  return state;
}

interface Test {
  readonly name: string;
  readonly roleArn: string | undefined;
  readonly state: State;
  readonly data: Json;
  readonly variables: Json;
  readonly events: NewEvent[];
}

async function attemptOnce(states: StepFunctions, call: Call, test: Test): Promise<Attempt> {
  const { kernel } = states;
  const { name, roleArn = '', state, data, variables, events } = test;
  if (test.roleArn !== undefined)
    kernel.authorize(call.caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'states.amazonaws.com' });
  if (!isObject(variables))
    return invalid("Value at 'variables' failed to satisfy constraint: it must be an object");
  const stateMachineArn = `arn:aws:states:${kernel.region}:${kernel.accountId}:stateMachine:*`; // it is of no machine
  const session = new RoleSession(kernel, { roleArn, stateMachineArn }, 'TestState');
  const open = (): Caller =>
    test.roleArn === undefined
      ? invalid("Value null at 'roleArn' failed to satisfy constraint: a task needs a role")
      : session.open();
  const host = hostOf(states, open, events);
  const run = { host, context: contextOf(states, roleArn, data), runThread };
  const thread = new Thread(host.record, '', 0);
  const scope = { run, thread, signal: call.signal, variables: new Variables(variables) };
  try {
    return await attemptState({ StartAt: name, States: { [name]: state } }, scope, {
      state: name,
      input: data,
    });
  } finally {
    session.end();
  }
}

function hostOf({ kernel, integrations }: StepFunctions, open: () => Caller, events: NewEvent[]): Host {
  const uuid = (): string => crypto.randomUUID();
  const world = {
    kernel,
    uuid,
    tokens: new TaskTokens(),
    stateMachineArn: '*',
    caller: open,
  };
  return {
    now: () => kernel.clock.now(),
    sleep: (ms, until) => sleep(kernel.clock, ms, until),
    random: kernel.random,
    uuid,
    record: (event) => events.push(event),
    integration: (resource) => integrations.of(resource, world),
    onWait: (end) => {
      queueMicrotask(end);
      return () => {};
    },
  };
}

function contextOf({ kernel }: StepFunctions, RoleArn: string, data: Json): JsonObject {
  const arn = (kind: string, name: string): string =>
    `arn:aws:states:${kernel.region}:${kernel.accountId}:${kind}:${name}`;
  const name = crypto.randomUUID();
  return {
    Execution: {
      ...{ Id: arn('execution', `TestState:${name}`), Input: data, Name: name },
      RoleArn,
      StartTime: kernel.clock.now().toISOString(),
    },
    StateMachine: { Id: arn('stateMachine', 'TestState'), Name: 'TestState' },
  };
}

function answerOf(attempt: Attempt): Shape {
  if (!('outcome' in attempt)) return { status: attempt.status, ...attempt.reported };
  const { output, next } = attempt.outcome;
  const caught = 'reported' in attempt ? attempt.reported : {};
  return {
    status: attempt.status,
    output: JSON.stringify(output),
    ...(next === null ? {} : { nextState: next }),
    ...caught,
  };
}

function jsonOf(member: string, text = '{}'): Json {
  try {
    return parseGiven(text);
  } catch {
    return fail('InvalidExecutionInput', `Invalid State Machine Execution Input: the ${member} is not JSON`);
  }
}

const invalid = (what: string): never => fail('ValidationException', `1 validation error detected: ${what}`);
