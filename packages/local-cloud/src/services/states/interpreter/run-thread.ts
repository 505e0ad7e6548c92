import type { Json } from '../../../aws/json.ts';
import type { Catcher, State, StateGraph, WaitState } from '../definition/types.ts';
import { EvaluationFault } from '../language/faults.ts';
import { QueryFault } from '../language/jsonata/fault.ts';
import { assigned, placeResult, withinLimit } from './data-flow.ts';
import { executeState } from './execute-state.ts';
import { BRANCH_FAILED, matchesErrors, type Reported, StateFailure } from './failure.ts';
import { assignedVariables, input, output } from './history.ts';
import { StopFailure } from './host.ts';
import { isJsonata, queriedOutcome } from './jsonata.ts';
import type { Entered, Position } from './position.ts';
import { Retries } from './retry.ts';
import type { Frame, Outcome, Scope } from './scope.ts';
import { queriedWaitDue, waitDue } from './states/wait.ts';

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
  const before = position.entered ? undefined : scope.thread.cursor;
  const entering = position.entered ?? enter(scope, state, position);
  // Only JSONata waits here: branches of JSONPath enter their states in one turn, in the order that AWS shows.
  const entered = entering instanceof Promise ? await entering : entering;
  scope.thread.inside = state.Type;
  const retries = new Retries('Retry' in state ? state.Retry : undefined);
  let resumed = position.entered !== undefined;
  for (;;) {
    const base = { scope, name: position.state, state, input: position.input, entered };
    const frame: Frame = { ...base, resumed, retryCount: retries.count };
    try {
      return exit(frame, await executeState(frame));
    } catch (error) {
      const failure = failureOf(error, frame, before);
      const delay = retries.next(failure, scope.run.host.random);
      if (delay === undefined) return await giveUp(frame, failure);
      await scope.run.host.sleep(delay, scope.signal);
      resumed = false;
    }
  }
}

/** How one attempt of one state went. */
export type Attempt =
  | { readonly status: 'SUCCEEDED'; readonly outcome: Outcome }
  | { readonly status: 'CAUGHT_ERROR'; readonly outcome: Outcome; readonly reported: Reported }
  | { readonly status: 'RETRIABLE' | 'FAILED'; readonly reported: Reported };

/** One state by itself, once: TestState. */
export async function attemptState(graph: StateGraph, scope: Scope, position: Position): Promise<Attempt> {
  const state = graph.States[position.state] as State;
  const before = scope.thread.cursor;
  const entered = await enter(scope, state, position);
  const frame: Frame = {
    scope,
    name: position.state,
    state,
    input: position.input,
    entered,
    resumed: false,
    retryCount: 0,
  };
  try {
    return { status: 'SUCCEEDED', outcome: exit(frame, await executeState(frame)) };
  } catch (error) {
    const failure = failureOf(error, frame, before);
    const { error: name, cause } = failure.reported;
    const reported = { error: failure.matching.uncaughtAs ?? name, cause };
    const retries = new Retries('Retry' in state ? state.Retry : undefined);
    if (retries.next(failure, scope.run.host.random) !== undefined) return { status: 'RETRIABLE', reported };
    try {
      return { status: 'CAUGHT_ERROR', outcome: await giveUp(frame, failure), reported };
    } catch (uncaught) {
      if (uncaught instanceof StateFailure) return { status: 'FAILED', reported };
      throw uncaught;
    }
  }
}

function enter(scope: Scope, state: State, position: Position): Entered | Promise<Entered> {
  const at = scope.run.host.now();
  if (state.Type !== 'Wait') return recordEntry(scope, state, position, at, undefined);
  const due = dueOf(state, scope, position, at);
  if (!(due instanceof Promise)) return recordEntry(scope, state, position, at, due);
  return due.then((known) => recordEntry(scope, state, position, at, known));
}

function recordEntry(
  scope: Scope,
  state: State,
  position: Position,
  at: Date,
  due: number | undefined,
): Entered {
  const details = { stateEnteredEventDetails: { name: position.state, ...input(position.input) } };
  const eventId = scope.thread.add(`${state.Type}StateEntered`, details, due === undefined ? {} : { due });
  return { eventId, at, due, branches: new Map() };
}

function dueOf(
  state: WaitState,
  scope: Scope,
  position: Position,
  at: Date,
): Promise<number | undefined> | number | undefined {
  const entering = { scope, name: position.state, input: position.input, at };
  return isJsonata(state) ? queriedWaitDue(state, entering) : waitDue(state, entering);
}

function exit(frame: Frame, outcome: Outcome): Outcome {
  const { output: data, assigned } = outcome;
  const details = {
    stateExitedEventDetails: { name: frame.name, ...output(data), ...assignedVariables(assigned) },
  };
  frame.scope.thread.add(`${frame.state.Type}StateExited` as 'PassStateExited', details, {
    next: outcome.next,
  });
  if (assigned) frame.scope.variables.assign(assigned);
  return outcome;
}

/** The state's failure; an interruption, or a fault of our own, is thrown on. */
function failureOf(error: unknown, frame: Frame, before: number | undefined): StateFailure {
  const { signal } = frame.scope;
  if (signal.aborted) throw error instanceof StopFailure ? error : signal.reason;
  if (error instanceof StateFailure) return error;
  if (!(error instanceof EvaluationFault)) throw error;
  const cause = `An error occurred while executing the state '${frame.name}' (entered at the event id #${frame.entered.eventId}). ${error.message}`;
  if (error instanceof QueryFault) recordEvaluation(error, cause, frame, before);
  const matching =
    error.error === 'States.ParameterPathFailure'
      ? { uncaughtAs: 'States.Runtime' }
      : { terminal: error.error === 'States.Runtime' };
  return new StateFailure({ error: error.error, cause }, matching);
}

/**
 * As recorded on AWS: the event follows the one before the state was entered, unless something has happened in the
 * state since. A Wait state is left by a decision of its own.
 */
function recordEvaluation(
  { error, location }: QueryFault,
  cause: string,
  { scope, name, state, entered }: Frame,
  before: number | undefined,
): void {
  const { thread } = scope;
  const untouched = before !== undefined && thread.cursor === entered.eventId;
  if (untouched && state.Type !== 'Wait') thread.cursor = before;
  const details = { error, cause, ...(location === undefined ? {} : { location }), state: name };
  thread.add('EvaluationFailed', { evaluationFailedEventDetails: details });
  if (untouched && state.Type === 'Map') thread.add('MapStateFailed');
}

/** No retry is left: a catcher takes over, or the thread fails. */
async function giveUp(frame: Frame, failure: StateFailure): Promise<Outcome> {
  const { state, scope } = frame;
  if (failure.matching.fromBranch)
    scope.thread.add(state.Type === 'Map' ? 'MapStateFailed' : 'ParallelStateFailed');
  const catchers: readonly Catcher[] = ('Catch' in state && state.Catch) || [];
  const catcher = catchers.find(({ ErrorEquals }) => matchesErrors(ErrorEquals, failure));
  if (!catcher) throw withoutBranch(failure);
  const { error, cause } = failure.reported;
  const errorOutput = { Error: error ?? '', Cause: cause ?? '' };
  if (isJsonata(state)) {
    const { Output, Assign, Next } = catcher;
    return exit(
      frame,
      await queriedOutcome(frame, { Output, Assign, next: Next }, errorOutput, { errorOutput }),
    );
  }
  const caught = withinLimit(frame, placeResult(catcher.ResultPath, frame.input, errorOutput));
  return exit(frame, { output: caught, next: catcher.Next, ...assigned(frame, catcher.Assign, errorOutput) });
}

/** The failure as the state around this one sees it. */
function withoutBranch({ reported, matching }: StateFailure): StateFailure {
  const { fromBranch: _, alsoKnownAs = [], ...others } = matching;
  return new StateFailure(reported, {
    ...others,
    alsoKnownAs: alsoKnownAs.filter((name) => name !== BRANCH_FAILED),
  });
}
