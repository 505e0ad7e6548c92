import type { JsonObject } from '../../src/aws/json.ts';
import { TaskFailure } from '../../src/kernel/task.ts';
import type { TaskScript } from './run-machine.ts';

/** A machine of one Task state, whose script is named `task`. */
export function task(more: JsonObject = {}): JsonObject {
  return { StartAt: 'Do', States: { Do: { Type: 'Task', Resource: 'task', End: true, ...more } } };
}

/** The same with a catcher of these errors, behind which a Pass state gives the error as the output. */
export function withCatch(names: string[], more: JsonObject = {}): JsonObject {
  const Catch = [{ ErrorEquals: names, Next: 'Caught' }];
  const Do = { Type: 'Task', Resource: 'task', End: true, Catch, ...more };
  return { StartAt: 'Do', States: { Do, Caught: { Type: 'Pass', End: true } } };
}

export function failing(error: string): TaskScript {
  return () => {
    throw new TaskFailure(error, 'why');
  };
}

/** Ends only when it is interrupted. */
export const hanging: TaskScript = (_, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
