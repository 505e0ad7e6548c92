import type { PassState } from '../../definition/types.ts';
import { assigned, effectiveInput, fill, stateOutput } from '../data-flow.ts';
import { isJsonata, queriedOutcome } from '../jsonata.ts';
import type { Execute } from '../scope.ts';

export const executePass: Execute<PassState> = (frame) => {
  const { state } = frame;
  const next = state.Next ?? null;
  if (isJsonata(state)) return queriedOutcome(frame, { ...state, next }, frame.input);
  const parameters = fill(frame, state.Parameters, effectiveInput(frame));
  const result = state.Result === undefined ? parameters : state.Result;
  return { output: stateOutput(frame, result), next, ...assigned(frame, state.Assign, result) };
};
