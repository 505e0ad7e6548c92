import type { Call, Caller, Credentials, Shape } from '../../../aws/call.ts';
import { NotSupported } from '../../../aws/errors.ts';
import { describeDiagnostics, type Loaded, loadDefinition, loadState, TESTED } from '../definition/load.ts';
import type { State } from '../definition/types.ts';
import { sleep } from '../executions/sleep.ts';
import { type NewEvent, Thread } from '../interpreter/history.ts';
import type { Host } from '../interpreter/host.ts';
import { type Attempt, attemptState, runThread } from '../interpreter/run-thread.ts';
import { Variables } from '../interpreter/variables.ts';
import { isObject, type Json, type JsonObject } from '../language/json.ts';
import { integrationFor, taskRules } from '../tasks/table.ts';
import { TaskTokens } from '../tasks/task-tokens.ts';
import { inspect } from './inspection.ts';
import {
  definitionText,
  fail,
  invalid,
  oneOf,
  optional,
  type StatesOperation,
  type StatesWorld,
} from './states-world.ts';

/** Members of newer APIs that would change the answer. */
const REFUSED = ['mock', 'stateConfiguration', 'context', 'revealSecrets'];

/** One state by itself: nothing is retried, a wait is not sat out, nothing is kept. */
export const testState: StatesOperation = (world) => async (input, call) => {
  world.kernel.authorize(call.caller, 'states:TestState', '*');
  const refused = REFUSED.find((member) => input[member] !== undefined && input[member] !== false);
  if (refused) throw new NotSupported(`TestState with ${refused}`);
  const level = oneOf(input, 'inspectionLevel', ['INFO', 'DEBUG', 'TRACE']) ?? 'INFO';
  const name = optional(input, 'stateName');
  const state = testedState(definitionText(input), name);
  const data = jsonOf(input, 'input');
  const events: NewEvent[] = [];
  const attempt = await attemptOnce(world, call, { input, name: name ?? TESTED, state, data, events });
  return {
    ...answerOf(attempt),
    ...(level === 'INFO' ? {} : { inspectionData: inspect(state, data, events) }),
  };
};

function testedState(text: string, name: string | undefined): State {
  const loaded: Loaded = name === undefined ? loadState(text, taskRules) : loadDefinition(text, taskRules);
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
  readonly input: Shape;
  readonly name: string;
  readonly state: State;
  readonly data: Json;
  readonly events: NewEvent[];
}

async function attemptOnce(
  world: StatesWorld,
  call: Call,
  { input, name, state, data, events }: Test,
): Promise<Attempt> {
  const { kernel } = world;
  const roleArn = optional(input, 'roleArn');
  if (roleArn !== undefined)
    kernel.authorize(call.caller, 'iam:PassRole', roleArn, { 'iam:PassedToService': 'states.amazonaws.com' });
  const session = new RoleSession(world, roleArn);
  const host = hostOf(world, session, events, call.signal);
  const run = { host, context: contextOf(world, roleArn, data), runThread };
  const variables = jsonOf(input, 'variables');
  if (!isObject(variables))
    return invalid("Value at 'variables' failed to satisfy constraint: it must be an object");
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

/** The role of the test, assumed when the state first needs it. */
class RoleSession {
  private readonly world: StatesWorld;
  private readonly roleArn: string | undefined;
  private session: { credentials: Credentials; caller: Caller } | undefined;

  constructor(world: StatesWorld, roleArn: string | undefined) {
    this.world = world;
    this.roleArn = roleArn;
  }

  open(): { credentials: Credentials; caller: Caller } {
    const { kernel } = this.world;
    if (this.roleArn === undefined)
      return invalid("Value null at 'roleArn' failed to satisfy constraint: a task needs a role");
    if (!this.session) {
      const credentials = kernel.assumeRole(this.roleArn, 'TestState', 'states.amazonaws.com');
      this.session = { credentials, caller: kernel.callerOf(credentials) };
    }
    return this.session;
  }

  end(): void {
    if (this.session) this.world.kernel.revoke(this.session.credentials);
  }
}

function hostOf(
  { kernel, executions }: StatesWorld,
  session: RoleSession,
  events: NewEvent[],
  signal: AbortSignal,
): Host {
  const uuid = (): string => crypto.randomUUID();
  const world = {
    ...{ kernel, uuid, tokens: new TaskTokens(), stateMachineArn: '*' },
    caller: () => session.open().caller,
    credentials: () => session.open().credentials,
    waitForExecution: (arn: string) => executions.settled(arn, signal),
  };
  return {
    now: () => kernel.clock.now(),
    sleep: (ms, until) => sleep(kernel.clock, ms, until),
    random: kernel.random,
    uuid,
    record: (event) => events.push(event),
    integration: (resource) => integrationFor(resource, world),
    onWait: (end) => {
      queueMicrotask(end);
      return () => {};
    },
  };
}

function contextOf({ kernel }: StatesWorld, roleArn: string | undefined, data: Json): JsonObject {
  const arn = (kind: string, name: string): string =>
    `arn:aws:states:${kernel.region}:${kernel.accountId}:${kind}:${name}`;
  const name = crypto.randomUUID();
  return {
    Execution: {
      ...{ Id: arn('execution', `TestState:${name}`), Input: data, Name: name },
      ...{ RoleArn: roleArn ?? '', StartTime: kernel.clock.now().toISOString() },
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

function jsonOf(input: Shape, member: string): Json {
  const text = optional(input, member) ?? '{}';
  try {
    return JSON.parse(text) as Json;
  } catch {
    return fail('InvalidExecutionInput', `Invalid State Machine Execution Input: the ${member} is not JSON`);
  }
}
