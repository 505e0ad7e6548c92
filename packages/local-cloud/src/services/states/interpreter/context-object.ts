import type { Json, JsonObject } from '../../../aws/json.ts';
import type { Frame } from './scope.ts';

/** The context object that `$$` stands for. */
export function contextObject(frame: Frame, map?: JsonObject): Json {
  const { scope, name, entered, state } = frame;
  const fallible = state.Type === 'Task' || state.Type === 'Parallel' || state.Type === 'Map';
  const inner = map ?? scope.map;
  return {
    ...scope.run.context,
    State: {
      Name: name,
      EnteredTime: entered.at.toISOString(),
      ...(fallible ? { RetryCount: frame.retryCount } : {}),
    },
    ...(inner ? { Map: inner } : {}),
    ...(frame.taskToken === undefined ? {} : { Task: { Token: frame.taskToken } }),
  };
}
