import type { Json } from '../../../../aws/json.ts';
import type { ParallelState } from '../../definition/types.ts';
import { assigned, effectiveInput, fill, stateOutput } from '../data-flow.ts';
import { isJsonata, queried, queriedOutcome } from '../jsonata.ts';
import { goesOn, runLanes } from '../lanes.ts';
import type { Execute, Frame } from '../scope.ts';

export const executeParallel: Execute<ParallelState> = async (frame) => {
  const { state, scope } = frame;
  const input = isJsonata(state)
    ? await queriedInput(frame)
    : fill(frame, state.Parameters, effectiveInput(frame));
  const going = goesOn(frame);
  if (!going) scope.thread.add('ParallelStateStarted');
  const lanes = state.Branches.map((graph, index) => ({ index, graph, input }));
  const result = await runLanes({ ...frame, resumed: going }, lanes, 0);
  scope.thread.aside('ParallelStateSucceeded');
  const next = state.Next ?? null;
  if (isJsonata(state)) return queriedOutcome(frame, { ...state, next }, result, { result });
  return { output: stateOutput(frame, result), next, ...assigned(frame, state.Assign, result) };
};

async function queriedInput(frame: Frame<ParallelState>): Promise<Json> {
  const { Arguments } = frame.state;
  return Arguments === undefined ? frame.input : queried(frame, 'Arguments', Arguments);
}
