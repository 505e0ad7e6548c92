import type { WaitState } from '../../definition/types.ts';
import { EvaluationFault } from '../../language/faults.ts';
import type { Json } from '../../language/json.ts';
import { parsePath } from '../../language/paths/parse.ts';
import { query } from '../../language/paths/query.ts';
import { parseTimestamp } from '../../language/timestamps.ts';
import { contextObject } from '../context-object.ts';
import { effectiveInput, outputPath } from '../data-flow.ts';
import { below } from '../interruption.ts';
import type { Execute, Frame, Scope } from '../scope.ts';

const LONGEST_SECONDS = 99_999_999;

export const executeWait: Execute<WaitState> = async (frame) => {
  const due = frame.entered.due ?? endOfWait(frame);
  await sleepUntil(due, frame.scope);
  return { output: outputPath(frame, effectiveInput(frame)), next: frame.state.Next ?? null };
};

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
  const seconds = state.Seconds ?? secondsAt(frame, state.SecondsPath);
  if (seconds !== undefined) return entered.at.getTime() + seconds * 1000;
  const text = state.Timestamp ?? valueAt(frame, 'TimestampPath', state.TimestampPath as string);
  const date = typeof text === 'string' ? parseTimestamp(text) : undefined;
  if (date) return date.getTime();
  throw new EvaluationFault(
    'States.Runtime',
    `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${state.TimestampPath} == ${typeof text === 'string' ? text : JSON.stringify(text)}`,
  );
}

function secondsAt(frame: Frame, path: string | undefined): number | undefined {
  if (path === undefined) return undefined;
  const value = valueAt(frame, 'SecondsPath', path);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LONGEST_SECONDS)
    return value;
  const message = `The SecondsPath parameter references an invalid value: ${path} == ${JSON.stringify(value)}`;
  throw new EvaluationFault('States.Runtime', message);
}

function valueAt(frame: Frame, field: string, path: string): Json {
  const found = query(parsePath(path), { data: effectiveInput(frame), context: contextObject(frame) });
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
