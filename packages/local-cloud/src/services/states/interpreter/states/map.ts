import { type Json, plain } from '../../../../aws/json.ts';
import type { MapState, StateGraph } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import { QueryFault } from '../../language/jsonata/fault.ts';
import { assigned, effectiveInput, fill, selectPath, stateOutput } from '../data-flow.ts';
import type { Details, Thread } from '../history.ts';
import { isJsonata, queried, queriedAs, queriedOutcome } from '../jsonata.ts';
import { goesOn, type Lane, type LaneEvents, runLanes } from '../lanes.ts';
import type { Execute, Frame } from '../scope.ts';

export const executeMap: Execute<MapState> = async (frame) => {
  const { state, scope } = frame;
  const plan = isJsonata(state) ? queriedPlan(frame) : pathPlan(frame);
  // Only JSONata waits here: the order of events of JSONPath states is that of one turn.
  const { items, concurrency, lane } = plan instanceof Promise ? await plan : plan;
  const going = goesOn(frame);
  if (!going) scope.thread.add('MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  const lanes: Lane[] = [];
  for (const [index, item] of items.entries()) {
    const made = lane(item, index);
    lanes.push(made instanceof Promise ? await made : made);
  }
  const result = await runLanes(
    { ...frame, resumed: going },
    lanes,
    concurrency,
    iterationEvents(frame.name),
  );
  scope.thread.aside('MapStateSucceeded');
  const next = state.Next ?? null;
  if (isJsonata(state)) return queriedOutcome(frame, { ...state, next }, result, { result });
  return { output: stateOutput(frame, result), next, ...assigned(frame, state.Assign, result) };
};

/** What a Map state does, whichever language it is written in. */
interface Plan {
  readonly items: readonly Json[];
  readonly concurrency: number;
  readonly lane: (item: Json, index: number) => Lane | Promise<Lane>;
}

function pathPlan(frame: Frame<MapState>): Plan {
  const { state } = frame;
  const data = effectiveInput(frame);
  const items = itemsOf(frame, data);
  const concurrency =
    (state.MaxConcurrency as number | undefined) ?? concurrencyAt(frame, state.MaxConcurrencyPath, data);
  return { items, concurrency, lane: (item, index) => laneOf(frame, data, item, index) };
}

async function queriedPlan(frame: Frame<MapState>): Promise<Plan> {
  const { state } = frame;
  const items =
    state.Items === undefined
      ? inputItems(frame.input)
      : await queriedAs<Json[]>(frame, 'Items', state.Items, ['array']);
  const concurrency =
    (await queriedAs<number>(frame, 'MaxConcurrency', state.MaxConcurrency, ['number'])) ?? 0;
  if (!Number.isInteger(concurrency) || concurrency < 0)
    throw new QueryFault(
      `The MaxConcurrency field must be a whole number, but it is ${concurrency}`,
      'MaxConcurrency',
    );
  const graph = state.ItemProcessor as StateGraph;
  const lane: Plan['lane'] = async (item, index) => {
    const map = { Item: { Index: index, Value: item } };
    const { ItemSelector } = state;
    const input =
      ItemSelector === undefined ? item : await queried(frame, 'ItemSelector', ItemSelector, {}, map);
    return { index, graph, input, map };
  };
  return { items: items as Json[], concurrency, lane };
}

function inputItems(input: Json): Json[] {
  if (Array.isArray(input)) return input;
  throw new QueryFault(`Map state input must be an array but was: ${JSON.stringify(input)}`);
}

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
  const value = plain(selectPath(frame, path, data));
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  // Recorded on AWS: the text of an integer is taken for it.
  if (typeof value === 'string' && /^\d+$/.test(value)) return Number(value);
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
