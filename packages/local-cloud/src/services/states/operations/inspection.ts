import type { Shape } from '../../../aws/call.ts';
import { type Json, parseJson } from '../../../aws/json.ts';
import type { State } from '../definition/types.ts';
import { detailsOf } from '../executions/stored-event.ts';
import type { NewEvent } from '../interpreter/history.ts';
import { parsePath } from '../language/paths/parse.ts';
import { query } from '../language/paths/query.ts';
import { fillTemplate } from '../language/template.ts';

/**
 * TestState's inspectionData, as recorded on AWS: which steps it has depends on the state's type. A step is left out
 * where the state did not come to it.
 */
export function inspect(state: State, input: Json, events: readonly NewEvent[]): Shape {
  const result = resultOf(state, events);
  const steps: Record<string, Json | undefined> =
    state.QueryLanguage === 'JSONata'
      ? { input, afterArguments: parametersOf(events), result }
      : pathSteps(state, input, events, result);
  const known = Object.entries(steps).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, JSON.stringify(value)]));
}

function pathSteps(
  state: State,
  input: Json,
  events: readonly NewEvent[],
  result: Json | undefined,
): Record<string, Json | undefined> {
  const afterInputPath = inputPath(state, input);
  if (state.Type === 'Pass' && state.Result !== undefined) {
    return {
      input,
      result: state.Result,
      afterResultSelector: state.Result,
      afterResultPath: placed(state, events),
    };
  }
  if (state.Type !== 'Pass' && state.Type !== 'Task') return { input, afterInputPath };
  const afterParameters =
    state.Type === 'Task' ? parametersOf(events) : filled(state.Parameters, afterInputPath);
  const raw = state.Type === 'Task' ? result : afterParameters;
  const selector = state.Type === 'Task' ? state.ResultSelector : undefined;
  const afterResultSelector = raw === undefined ? undefined : filled(selector, raw);
  const afterResultPath = placed(state, events);
  return { input, afterInputPath, afterParameters, result, afterResultSelector, afterResultPath };
}

function inputPath(state: State, input: Json): Json | undefined {
  if (!('InputPath' in state) || state.InputPath === undefined) return input;
  if (state.InputPath === null) return {};
  const found = query(parsePath(state.InputPath), { data: input, context: {} });
  return 'value' in found ? found.value : undefined;
}

/** A template that needs the context object or a variable is left out: only the state itself knows those. */
function filled(template: Json | undefined, data: Json | undefined): Json | undefined {
  if (template === undefined || data === undefined) return data;
  try {
    return fillTemplate(template, { data, context: {} }, { random: () => 0, uuid: () => '' });
  } catch {
    return undefined;
  }
}

/** The state's output, where OutputPath has not cut it. */
function placed(state: State, events: readonly NewEvent[]): Json | undefined {
  if ('OutputPath' in state && state.OutputPath !== undefined && state.OutputPath !== '$') return undefined;
  const exited = events.find(({ type }) => type.endsWith('StateExited'));
  return exited && parseJson(String(detailsOf(exited).output));
}

function parametersOf(events: readonly NewEvent[]): Json | undefined {
  const scheduled = events.find(({ type }) => type.endsWith('Scheduled'));
  if (!scheduled) return undefined;
  const { parameters, input } = detailsOf(scheduled);
  return parseJson(String(parameters ?? input));
}

function resultOf(state: State, events: readonly NewEvent[]): Json | undefined {
  const succeeded = events.find(({ type }) => type === 'TaskSucceeded' || type === 'LambdaFunctionSucceeded');
  if (state.Type !== 'Task' || !succeeded) return undefined;
  return parseJson(String(detailsOf(succeeded).output));
}
