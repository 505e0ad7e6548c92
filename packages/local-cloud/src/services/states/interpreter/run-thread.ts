import type { Catcher, State, StateGraph } from '../definition/types.ts';
import { EvaluationFault } from '../language/faults.ts';
import type { Json } from '../language/json.ts';
import { placeResult, withinLimit } from './data-flow.ts';
import { BRANCH_FAILED, matchesErrors, StateFailure } from './failure.ts';
import { input, output } from './history.ts';
import { StopFailure } from './host.ts';
import type { Entered, Position } from './position.ts';
import { Retries } from './retry.ts';
import type { Execute, Frame, Outcome, Scope } from './scope.ts';
import { executeChoice } from './states/choice.ts';
import { executeFail } from './states/fail.ts';
import { executeMap } from './states/map.ts';
import { executeParallel } from './states/parallel.ts';
import { executePass } from './states/pass.ts';
import { executeSucceed } from './states/succeed.ts';
import { executeTask } from './states/task.ts';
import { executeWait, waitDue } from './states/wait.ts';

/** Runs a thread's states from a position to its end and gives the last one's output; throws StateFailure. */
export async function runThread(graph: StateGraph, scope: Scope, from: Position): Promise<Json> {
  let position = from;
  for (;;) {
    const outcome = await runState(graph, scope, position);
    if (outcome.next === null) return outcome.output;
    position = { state: outcome.next, input: outcome.output };
  }
}

async function runState(graph: StateGraph, scope: Scope, position: Position): Promise<Outcome> {
  scope.signal.throwIfAborted();
  const state = graph.States[position.state] as State;
  const entered = position.entered ?? enter(scope, state, position);
  scope.thread.inside = state.Type;
  const retries = new Retries('Retry' in state ? state.Retry : undefined);
  let resumed = position.entered !== undefined;
  for (;;) {
    const base = { scope, name: position.state, state, input: position.input, entered };
    const frame: Frame = { ...base, resumed, retryCount: retries.count };
    try {
      return exit(frame, await execute(frame));
    } catch (error) {
      const failure = failureOf(error, frame);
      const delay = retries.next(failure, scope.run.host.random);
      if (delay === undefined) return giveUp(frame, failure);
      await scope.run.host.sleep(delay, scope.signal);
      resumed = false;
    }
  }
}

function enter(scope: Scope, state: State, position: Position): Entered {
  const at = scope.run.host.now();
  const due =
    state.Type === 'Wait'
      ? waitDue(state, { scope, name: position.state, input: position.input, at })
      : undefined;
  const details = { stateEnteredEventDetails: { name: position.state, ...input(position.input) } };
  const eventId = scope.thread.add(`${state.Type}StateEntered`, details, due === undefined ? {} : { due });
  return { eventId, at, due, branches: new Map() };
}

function exit(frame: Frame, outcome: Outcome): Outcome {
  const details = { stateExitedEventDetails: { name: frame.name, ...output(outcome.output) } };
  frame.scope.thread.add(`${frame.state.Type}StateExited` as 'PassStateExited', details, {
    next: outcome.next,
  });
  return outcome;
}

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

function execute(frame: Frame): Outcome | Promise<Outcome> {
  const byType = EXECUTE[frame.state.Type] as Execute<State>;
  return byType(frame);
}

/** The state's failure; an interruption, or a fault of our own, is thrown on. */
function failureOf(error: unknown, frame: Frame): StateFailure {
  const { signal } = frame.scope;
  if (signal.aborted) throw error instanceof StopFailure ? error : signal.reason;
  if (error instanceof StateFailure) return error;
  if (!(error instanceof EvaluationFault)) throw error;
  const cause = `An error occurred while executing the state '${frame.name}' (entered at the event id #${frame.entered.eventId}). ${error.message}`;
  const matching =
    error.error === 'States.ParameterPathFailure'
      ? { uncaughtAs: 'States.Runtime' }
      : { terminal: error.error === 'States.Runtime' };
  return new StateFailure({ error: error.error, cause }, matching);
}

/** No retry is left: a catcher takes over, or the thread fails. */
function giveUp(frame: Frame, failure: StateFailure): Outcome {
  const { state, scope } = frame;
  if (failure.matching.fromBranch)
    scope.thread.add(state.Type === 'Map' ? 'MapStateFailed' : 'ParallelStateFailed');
  const catchers: readonly Catcher[] = ('Catch' in state && state.Catch) || [];
  const catcher = catchers.find(({ ErrorEquals }) => matchesErrors(ErrorEquals, failure));
  if (!catcher) throw withoutBranch(failure);
  const { error, cause } = failure.reported;
  const caught = placeResult(catcher.ResultPath, frame.input, { Error: error ?? '', Cause: cause ?? '' });
  return exit(frame, { output: withinLimit(frame, caught), next: catcher.Next });
}

/** The failure as the state around this one sees it. */
function withoutBranch({ reported, matching }: StateFailure): StateFailure {
  const { fromBranch: _, alsoKnownAs = [], ...others } = matching;
  return new StateFailure(reported, {
    ...others,
    alsoKnownAs: alsoKnownAs.filter((name) => name !== BRANCH_FAILED),
  });
}
