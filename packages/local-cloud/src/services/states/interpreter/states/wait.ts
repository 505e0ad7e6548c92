import { type Json, plain } from '../../../../aws/json.ts';
import type { WaitState } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import { QueryFault } from '../../language/jsonata/fault.ts';
import { parsePath } from '../../language/paths/parse.ts';
import { query } from '../../language/paths/query.ts';
import { parseTimestamp } from '../../language/timestamps.ts';
import { assigned, effectiveInput, outputPath, rootsOf } from '../data-flow.ts';
import { below } from '../interruption.ts';
import { isJsonata, queriedAs, queriedOutcome } from '../jsonata.ts';
import type { Execute, Frame, Scope } from '../scope.ts';

const LONGEST_SECONDS = 99_999_999;

export const executeWait: Execute<WaitState> = async (frame) => {
  const { state, entered } = frame;
  const next = state.Next ?? null;
  if (isJsonata(state)) {
    await sleepUntil(entered.due ?? (await queriedEnd(frame)), frame.scope);
    return queriedOutcome(frame, { ...state, next }, frame.input);
  }
  await sleepUntil(entered.due ?? endOfWait(frame), frame.scope);
  const data = effectiveInput(frame);
  return { output: outputPath(frame, data), next, ...assigned(frame, state.Assign, data) };
};

/** The same of a JSONata state. */
async function queriedEnd(frame: Frame<WaitState>): Promise<number> {
  const { state, entered } = frame;
  const seconds = await queriedAs<number>(frame, 'Seconds', state.Seconds, ['number']);
  if (seconds !== undefined) {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > LONGEST_SECONDS)
      throw new QueryFault(
        `The Seconds field must be an integer from 0 to ${LONGEST_SECONDS}, but it is ${seconds}`,
        'Seconds',
      );
    return entered.at.getTime() + seconds * 1000;
  }
  const text = (await queriedAs<string>(frame, 'Timestamp', state.Timestamp, ['string'])) as string;
  const date = parseTimestamp(text);
  if (date) return within(date.getTime(), entered.at);
  throw new QueryFault(
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`,
    'Timestamp',
  );
}

/** When a JSONata Wait state that begins now ends; undefined where that cannot be told. */
export async function queriedWaitDue(
  state: WaitState,
  { scope, name, input, at }: Entering,
): Promise<number | undefined> {
  const entered = { eventId: 0, at, branches: new Map() };
  try {
    return await queriedEnd({ scope, name, state, input, entered, resumed: false, retryCount: 0 });
  } catch (error) {
    if (error instanceof EvaluationFault) return undefined;
    throw error;
  }
}

function within(due: number, now: Date): number {
  if (due - now.getTime() <= LONGEST_SECONDS * 1000) return due;
  throw new EvaluationFault('States.Runtime', 'Wait state delay is too long.');
}

interface Entering {
  readonly scope: Scope;
  readonly name: string;
  readonly input: Json;
  readonly at: Date;
}

/** When a wait that begins now ends; undefined where the state's input does not say so (`executeWait` then fails). */
export function waitDue(state: WaitState, { scope, name, input, at }: Entering): number | undefined {
  const entered = { eventId: 0, at, branches: new Map() };
  try {
    return endOfWait({ scope, name, state, input, entered, resumed: false, retryCount: 0 });
  } catch (error) {
    if (error instanceof EvaluationFault) return undefined;
    throw error;
  }
}

function endOfWait(frame: Frame<WaitState>): number {
  const { state, entered } = frame;
  const seconds = (state.Seconds as number | undefined) ?? secondsAt(frame, state.SecondsPath);
  if (seconds !== undefined) return entered.at.getTime() + seconds * 1000;
  const text = state.Timestamp ?? valueAt(frame, 'TimestampPath', state.TimestampPath as string);
  const date = typeof text === 'string' ? parseTimestamp(text) : undefined;
  if (date) return within(date.getTime(), entered.at);
  throw new EvaluationFault(
    'States.Runtime',
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${state.TimestampPath} == ${typeof text === 'string' ? text : JSON.stringify(text)}`,
  );
}

function secondsAt(frame: Frame, path: string | undefined): number | undefined {
  if (path === undefined) return undefined;
  const value = plain(valueAt(frame, 'SecondsPath', path));
  const wrong = (what: string): never => {
    throw new EvaluationFault(
      'States.Runtime',
      `The SecondsPath parameter ${what}: ${path} == ${JSON.stringify(value)}`,
    );
  };
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrong('cannot be parsed as a long value');
  if (value < 0) return wrong('references a negative value');
  if (value > LONGEST_SECONDS) throw new EvaluationFault('States.Runtime', 'Wait state delay is too long.');
  return value;
}

function valueAt(frame: Frame, field: string, path: string): Json {
  const found = query(parsePath(path), rootsOf(frame, effectiveInput(frame)));
  if ('value' in found) return found.value;
  throw new EvaluationFault(
    'States.Runtime',
    `The ${field} parameter does not reference an input value: ${path}`,
  );
}

async function sleepUntil(due: number, scope: Scope): Promise<void> {
  const { host } = scope.run;
  const { controller, end } = below(scope.signal);
  const over = host.onWait?.(() => controller.abort(new Error('the wait was ended early')));
  try {
    const left = due - host.now().getTime();
    if (left > 0) await host.sleep(left, controller.signal);
  } catch (error) {
    if (scope.signal.aborted || !controller.signal.aborted) throw error;
  } finally {
    over?.();
    end();
  }
}
