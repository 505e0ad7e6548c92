import { type Json, plain } from '../../../../aws/json.ts';
import type { TaskState } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import { QueryFault } from '../../language/jsonata/fault.ts';
import { assigned, effectiveInput, fill, selectPath, stateOutput } from '../data-flow.ts';
import { isJsonata, queried, queriedAs, queriedOutcome } from '../jsonata.ts';
import type { Execute, Frame, Outcome } from '../scope.ts';
import { attemptTask, type TaskLimits } from '../task-attempt.ts';

export const executeTask: Execute<TaskState> = async (given) => {
  const { state, scope } = given;
  const { callback } = scope.run.host.integration(state.Resource);
  const kept = given.resumed ? given.entered.handedOut?.token : undefined;
  const frame = callback ? { ...given, taskToken: kept ?? scope.run.host.uuid() } : given;
  return isJsonata(state) ? queriedTask(frame) : pathTask(frame);
};

async function pathTask(frame: Frame<TaskState>): Promise<Outcome> {
  const { state } = frame;
  const data = effectiveInput(frame);
  const limits: TaskLimits = {
    timeout:
      (state.TimeoutSeconds as number | undefined) ??
      secondsAt(frame, 'TimeoutSecondsPath', state.TimeoutSecondsPath, data),
    heartbeat:
      (state.HeartbeatSeconds as number | undefined) ??
      secondsAt(frame, 'HeartbeatSecondsPath', state.HeartbeatSecondsPath, data),
  };
  const parameters = fill(frame, state.Parameters, data);
  const result = await attemptTask(frame, parameters, limits);
  const output = stateOutput(frame, result);
  return { output, next: state.Next ?? null, ...assigned(frame, state.Assign, result) };
}

async function queriedTask(frame: Frame<TaskState>): Promise<Outcome> {
  const { state } = frame;
  const parameters =
    state.Arguments === undefined ? frame.input : await queried(frame, 'Arguments', state.Arguments);
  const limits: TaskLimits = {
    timeout: await queriedSeconds(frame, 'TimeoutSeconds'),
    heartbeat: await queriedSeconds(frame, 'HeartbeatSeconds'),
  };
  const result = await attemptTask(frame, parameters, limits);
  return queriedOutcome(frame, { ...state, next: state.Next ?? null }, result, { result });
}

async function queriedSeconds(
  frame: Frame<TaskState>,
  field: 'TimeoutSeconds' | 'HeartbeatSeconds',
): Promise<number | undefined> {
  const value = await queriedAs<number>(frame, field, frame.state[field], ['number']);
  if (value === undefined || (Number.isInteger(value) && value > 0)) return value;
  throw new QueryFault(`The ${field} field must be a positive integer, but it is ${value}`, field);
}

function secondsAt(frame: Frame, field: string, path: string | undefined, data: Json): number | undefined {
  if (path === undefined) return undefined;
  const value = plain(selectPath(frame, path, data));
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  const shown = JSON.stringify(value);
  throw new EvaluationFault(
    'States.Runtime',
    `The ${field} field refers to value "${shown}" which is not a valid integer: ${path}`,
  );
}
