import type { Json, JsonObject } from '../../src/aws/json.ts';
import { loadDefinition } from '../../src/services/states/definition/load.ts';
import type { Definition } from '../../src/services/states/definition/types.ts';
import type { NewEvent } from '../../src/services/states/interpreter/history.ts';
import type { Host, Integration, TaskIo } from '../../src/services/states/interpreter/host.ts';
import {
  type Ending,
  type Execution,
  recordStart,
  runExecution,
} from '../../src/services/states/interpreter/run-execution.ts';
import { VirtualClock } from './virtual-clock.ts';

/** What a task of a test machine does, by its Resource; called once per attempt. */
export type TaskScript = (parameters: Json, io: TaskIo, attempt: number) => Json | Promise<Json>;

export interface Played {
  readonly ending: Ending;
  readonly events: readonly NewEvent[];
  /** `id<previousEventId type`, one per event. */
  readonly sequence: readonly string[];
  readonly seconds: number;
}

export const CONTEXT: JsonObject = {
  Execution: {
    Id: 'arn:execution',
    Input: {},
    Name: 'run-1',
    RoleArn: 'arn:role',
    StartTime: '2026-11-05T06:00:00.000Z',
    RedriveCount: 0,
  },
  StateMachine: { Id: 'arn:machine', Name: 'machine' },
};

export function definitionOf(source: JsonObject): Definition {
  const loaded = loadDefinition(JSON.stringify(source), () => []);
  if (!loaded.definition) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.definition;
}

/** Plays a machine from its start to its end in virtual time. */
export async function playMachine(
  source: JsonObject,
  data: Json,
  tasks: Readonly<Record<string, TaskScript>> = {},
  more: Partial<Execution> & { random?: () => number; clock?: VirtualClock } = {},
): Promise<Played> {
  const { random = () => 0.5, clock = new VirtualClock(), ...execution } = more;
  const events: NewEvent[] = [];
  const host = hostOf(clock, tasks, events, random);
  const definition = definitionOf(source);
  const began = clock.now().getTime();
  if (!execution.from) recordStart(host.record, data, 'arn:role');
  const from = { state: definition.StartAt, input: data };
  const signal = new AbortController().signal;
  const ending = await clock.until(
    runExecution({ definition, context: CONTEXT, from, cursor: 0, signal, ...execution }, host),
  );
  const sequence = events.map((event, index) => `${index + 1}<${event.previousEventId} ${event.type}`);
  return { ending, events, sequence, seconds: (clock.now().getTime() - began) / 1000 };
}

function hostOf(
  clock: VirtualClock,
  tasks: Readonly<Record<string, TaskScript>>,
  events: NewEvent[],
  random: () => number,
): Host {
  const attempts = new Map<string, number>();
  let uuids = 0;
  return {
    now: clock.now,
    sleep: clock.sleep,
    random,
    uuid: () => {
      uuids += 1;
      return `00000000-0000-4000-8000-${String(uuids).padStart(12, '0')}`;
    },
    record: (event) => events.push(event),
    integration: (resource): Integration => ({
      events: resource.startsWith('arn:aws:lambda:') ? 'LambdaFunction' : 'Task',
      resourceType: 'test',
      resource,
      region: 'us-east-1',
      heartbeats: resource === 'worker',
      stopsWork: true,
      run: async (parameters, io) => {
        const attempt = (attempts.get(resource) ?? 0) + 1;
        attempts.set(resource, attempt);
        const script = tasks[resource];
        if (!script) throw new Error(`the test has no task '${resource}'`);
        return script(parameters, io, attempt);
      },
    }),
  };
}
