import type { Json, JsonObject } from '../../../aws/json.ts';
import type { State, StateGraph } from '../definition/types.ts';
import type { Thread } from './history.ts';
import type { Host } from './host.ts';
import type { Entered, Position } from './position.ts';
import type { Variables } from './variables.ts';

/** What all states of one execution share. */
export interface Run {
  readonly host: Host;
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  /** Runs a thread's states from a position to its end: Parallel and Map states run theirs by it. */
  readonly runThread: (graph: StateGraph, scope: Scope, from: Position) => Promise<Json>;
}

/** What the states of one thread share: the machine's own, a branch's, an iteration's. */
export interface Scope {
  readonly run: Run;
  readonly thread: Thread;
  /** Aborted when the thread has to end: a sibling failed, the execution was stopped or timed out. */
  readonly signal: AbortSignal;
  readonly variables: Variables;
  /** `Map.Item` of the context object, inside a Map state. */
  readonly map?: JsonObject;
}

/** One state of one thread, entered. */
export interface Frame<S extends State = State> {
  readonly scope: Scope;
  readonly name: string;
  readonly state: S;
  readonly input: Json;
  readonly entered: Entered;
  /** True the first time that a state which was entered earlier goes on: after a redrive or a restart. */
  readonly resumed: boolean;
  /** Retries of this state so far. */
  readonly retryCount: number;
  /** The token that a task of a `.waitForTaskToken` resource is answered by; one per attempt. */
  readonly taskToken?: string;
}

export interface Outcome {
  readonly output: Json;
  /** Null at the end of the thread. */
  readonly next: string | null;
  /** What Assign gives the workflow variables; they have it from the next state on. */
  readonly assigned?: JsonObject;
}

/** How a state type does its work: it gives the output and what follows, or throws. */
export type Execute<S extends State> = (frame: Frame<S>) => Outcome | Promise<Outcome>;
