import type { MapState, StateGraph } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import type { Json } from '../../language/json.ts';
import { effectiveInput, fill, selectPath, stateOutput } from '../data-flow.ts';
import type { Details, Thread } from '../history.ts';
import { goesOn, type Lane, type LaneEvents, runLanes } from '../lanes.ts';
import type { Execute, Frame } from '../scope.ts';

export const executeMap: Execute<MapState> = async (frame) => {
  const { state, scope } = frame;
  const data = effectiveInput(frame);
  const items = itemsOf(frame, data);
  const concurrency = state.MaxConcurrency ?? concurrencyAt(frame, state.MaxConcurrencyPath, data);
  const going = goesOn(frame);
  if (!going) scope.thread.add('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const lanes = items.map((item, index) => laneOf(frame, data, item, index));
  const results = await runLanes(
    { ...frame, resumed: going },
    lanes,
    concurrency,
    iterationEvents(frame.name),
  );
  scope.thread.aside('MapStateSucceeded');
  return { output: stateOutput(frame, results), next: state.Next ?? null };
};

function itemsOf(frame: Frame<MapState>, data: Json): Json[] {
  const { ItemsPath } = frame.state;
  const items = selectPath(frame, ItemsPath, data);
  if (Array.isArray(items)) return items;
  const message = `Reference path "${ItemsPath ?? '$'}" must point to array.`;
  throw new EvaluationFault('States.Runtime', message);
}

function laneOf(frame: Frame<MapState>, data: Json, item: Json, index: number): Lane {
  const { state } = frame;
  const map = { Item: { Index: index, Value: item } };
  const template = state.ItemSelector ?? state.Parameters;
  const input = template === undefined ? item : fill(frame, template, data, map);
  return { index, graph: (state.ItemProcessor ?? state.Iterator) as StateGraph, input, map };
}

function concurrencyAt(frame: Frame, path: string | undefined, data: Json): number {
  if (path === undefined) return 0;
  const value = selectPath(frame, path, data);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const message = `The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: ${path}`;
  throw new EvaluationFault('States.Runtime', message);
}

function iterationEvents(name: string): LaneEvents {
  const details = (what: string, lane: Lane): Details => ({
    [`mapIteration${what}EventDetails`]: { name, index: lane.index },
  });
  return {
    started: (thread: Thread, lane) => void thread.add('MapIterationStarted', details('Started', lane)),
    succeeded: (thread, lane) => thread.aside('MapIterationSucceeded', details('Succeeded', lane)),
    failed: (thread, lane) => void thread.aside('MapIterationFailed', details('Failed', lane)),
    aborted: (parent, lane) => void parent.aside('MapIterationAborted', details('Aborted', lane)),
  };
}
