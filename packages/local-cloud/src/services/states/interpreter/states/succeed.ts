import type { SucceedState } from '../../definition/types.ts';
import { effectiveInput, outputPath } from '../data-flow.ts';
import type { Execute } from '../scope.ts';

export const executeSucceed: Execute<SucceedState> = (frame) => ({
  output: outputPath(frame, effectiveInput(frame)),
  next: null,
});
