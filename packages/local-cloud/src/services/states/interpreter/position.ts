import type { Json, JsonObject } from '../../../aws/json.ts';
import type { State, StateGraph } from '../definition/types.ts';
import type { HandedOut } from './history.ts';

/** Where a thread of states goes on: at a state that it has yet to enter, or inside one that it entered before. */
export interface Position {
  readonly state: string;
  readonly input: Json;
  readonly entered?: Entered;
  /** The event that the thread's next one follows, where it is not the one before the thread. */
  readonly cursor?: number;
  /** The workflow variables that the thread's own states assigned before. */
  readonly variables?: JsonObject;
}

export interface Entered {
  readonly eventId: number;
  readonly at: Date;
  /** Of a Wait state: when it ends, in epoch milliseconds. */
  readonly due?: number;
  /** Of a Task state whose token was handed out: it waits for the answer. */
  readonly handedOut?: HandedOut;
  /** Of a Parallel or Map state: how far each branch or iteration came; absent ones have not started. */
  readonly branches: ReadonlyMap<number, Progress>;
}

export type Progress = { readonly output: Json } | { readonly position: Position };

/** The graph of a Parallel state's branch or of a Map state's iterations. */
export function innerGraph(state: State, index: number): StateGraph | undefined {
  if (state.Type === 'Parallel') return state.Branches[index];
  return state.Type === 'Map' ? (state.ItemProcessor ?? state.Iterator) : undefined;
}

/** The states that the unfinished threads are in, and whether they do nothing but wait; of a Parallel or Map state those inside it, once they are entered. */
export function openStates(
  position: Position,
  graph: StateGraph,
): { name: string; state: State; waits: boolean }[] {
  const state = graph.States[position.state] as State;
  const open = [...(position.entered?.branches ?? [])].flatMap(([index, progress]) => {
    const inner = innerGraph(state, index);
    return inner && 'position' in progress ? openStates(progress.position, inner) : [];
  });
  if (open.length > 0) return open;
  const { entered } = position;
  const waits = entered !== undefined && (state.Type === 'Wait' || entered.handedOut !== undefined);
  return [{ name: position.state, state, waits }];
}
