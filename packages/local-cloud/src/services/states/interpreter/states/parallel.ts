import type { ParallelState } from '../../definition/types.ts';
import { effectiveInput, fill, stateOutput } from '../data-flow.ts';
import { goesOn, runLanes } from '../lanes.ts';
import type { Execute } from '../scope.ts';

export const executeParallel: Execute<ParallelState> = async (frame) => {
  const { state, scope } = frame;
  const input = fill(frame, state.Parameters, effectiveInput(frame));
  const going = goesOn(frame);
  if (!going) scope.thread.add('ParallelStateStarted');
  const lanes = state.Branches.map((graph, index) => ({ index, graph, input }));
  const results = await runLanes({ ...frame, resumed: going }, lanes, 0);
  scope.thread.aside('ParallelStateSucceeded');
  return { output: stateOutput(frame, results), next: state.Next ?? null };
};
