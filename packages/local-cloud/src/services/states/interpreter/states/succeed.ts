import type { SucceedState } from '../../definition/types.ts';
import { effectiveInput, outputPath } from '../data-flow.ts';
import { isJsonata, queriedOutcome } from '../jsonata.ts';
import type { Execute } from '../scope.ts';

export const executeSucceed: Execute<SucceedState> = (frame) =>
  isJsonata(frame.state)
    ? queriedOutcome(frame, { ...frame.state, next: null }, frame.input)
    : { output: outputPath(frame, effectiveInput(frame)), next: null };
