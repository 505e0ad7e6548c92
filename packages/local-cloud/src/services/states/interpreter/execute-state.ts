import type { State } from '../definition/types.ts';
import type { Execute, Frame, Outcome } from './scope.ts';
import { executeChoice } from './states/choice.ts';
import { executeFail } from './states/fail.ts';
import { executeMap } from './states/map.ts';
import { executeParallel } from './states/parallel.ts';
import { executePass } from './states/pass.ts';
import { executeSucceed } from './states/succeed.ts';
import { executeTask } from './states/task.ts';
import { executeWait } from './states/wait.ts';

const EXECUTE: { readonly [T in State['Type']]: Execute<Extract<State, { Type: T }>> } = {
  Pass: executePass,
  Task: executeTask,
  Choice: executeChoice,
  Wait: executeWait,
  Succeed: executeSucceed,
  Fail: executeFail,
  Parallel: executeParallel,
  Map: executeMap,
};

/** Does a state's own work: gives its output and what follows, or throws. */
export function executeState(frame: Frame): Outcome | Promise<Outcome> {
  const byType = EXECUTE[frame.state.Type] as Execute<State>;
  return byType(frame);
}
