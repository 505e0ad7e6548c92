import type { PassState } from '../../definition/types.ts';
import { effectiveInput, fill, stateOutput } from '../data-flow.ts';
import type { Execute } from '../scope.ts';

export const executePass: Execute<PassState> = (frame) => {
  const { state } = frame;
  const parameters = fill(frame, state.Parameters, effectiveInput(frame));
  const result = state.Result === undefined ? parameters : state.Result;
  return { output: stateOutput(frame, result), next: state.Next ?? null };
};
