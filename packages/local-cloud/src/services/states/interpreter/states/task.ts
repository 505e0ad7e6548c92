import type { TaskState } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import type { Json } from '../../language/json.ts';
import { effectiveInput, fill, selectPath, stateOutput } from '../data-flow.ts';
import type { Execute, Frame } from '../scope.ts';
import { attemptTask, type TaskLimits } from '../task-attempt.ts';

export const executeTask: Execute<TaskState> = async (frame) => {
  const { state } = frame;
  const data = effectiveInput(frame);
  const limits: TaskLimits = {
    timeout: state.TimeoutSeconds ?? secondsAt(frame, 'TimeoutSecondsPath', state.TimeoutSecondsPath, data),
    heartbeat:
      state.HeartbeatSeconds ?? secondsAt(frame, 'HeartbeatSecondsPath', state.HeartbeatSecondsPath, data),
  };
  const parameters = fill(frame, state.Parameters, data);
  const result = await attemptTask(frame, parameters, limits);
  return { output: stateOutput(frame, result), next: state.Next ?? null };
};

function secondsAt(frame: Frame, field: string, path: string | undefined, data: Json): number | undefined {
  if (path === undefined) return undefined;
  const value = selectPath(frame, path, data);
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  const shown = JSON.stringify(value);
  throw new EvaluationFault(
    'States.Runtime',
    `The ${field} field refers to value "${shown}" which is not a valid integer: ${path}`,
  );
}
