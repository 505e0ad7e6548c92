import { type Json, type JsonObject, jsonBytes } from '../../../aws/json.ts';
import { EvaluationFault } from '../language/faults.ts';
import { parsePath } from '../language/paths/parse.ts';
import { query, type Roots } from '../language/paths/query.ts';
import { parseResultPath, writeAt } from '../language/paths/reference.ts';
import { fillTemplate } from '../language/template.ts';
import { contextObject } from './context-object.ts';
import { LARGEST_PAYLOAD, tooLarge } from './failure.ts';
import type { Frame, Outcome } from './scope.ts';

/** Developer guide, "Processing input and output": InputPath → Parameters → … → ResultSelector → ResultPath → OutputPath. */
export function effectiveInput(frame: Frame): Json {
  const { state, input } = frame;
  return 'InputPath' in state ? selectPath(frame, state.InputPath, input) : input;
}

/** What paths can name in a state: the data given, the context object, the workflow variables. */
export function rootsOf(frame: Frame, data: Json, map?: JsonObject): Roots {
  return { data, context: contextObject(frame, map), variables: frame.scope.variables.all() };
}

/** Assign: a template whose `$` is the data given; its values are the variables' from the next state on. */
export function assigned(
  frame: Frame,
  template: JsonObject | undefined,
  data: Json,
): Pick<Outcome, 'assigned'> {
  if (template === undefined) return {};
  const values = fillTemplate(template, rootsOf(frame, data), frame.scope.run.host) as JsonObject;
  return { assigned: withinLimit(frame, values) as JsonObject };
}

/** Parameters (or ItemSelector) filled from the data; without a template the data itself. */
export function fill(frame: Frame, template: Json | undefined, data: Json, map?: JsonObject): Json {
  if (template === undefined) return data;
  const filled = fillTemplate(template, rootsOf(frame, data, map), frame.scope.run.host);
  return withinLimit(frame, filled);
}

/** ResultSelector, then ResultPath into the state's raw input, then OutputPath. */
export function stateOutput(frame: Frame, result: Json): Json {
  const { state, input } = frame;
  const selected = 'ResultSelector' in state ? fill(frame, state.ResultSelector, result) : result;
  const placed = 'ResultPath' in state ? placeResult(state.ResultPath, input, selected) : selected;
  return outputPath(frame, placed);
}

export function outputPath(frame: Frame, data: Json): Json {
  const { state } = frame;
  return withinLimit(frame, 'OutputPath' in state ? selectPath(frame, state.OutputPath, data) : data);
}

/** A path of null discards the result. */
export function placeResult(resultPath: string | null | undefined, input: Json, result: Json): Json {
  if (resultPath === undefined) return result;
  return resultPath === null ? input : writeAt(input, parseResultPath(resultPath), result);
}

export function withinLimit(frame: Frame, value: Json): Json {
  if (jsonBytes(value) > LARGEST_PAYLOAD) throw tooLarge(frame.name);
  return value;
}

/** The value at a path in the data or the context object; a path of null gives an empty object. */
export function selectPath(frame: Frame, path: string | null | undefined, data: Json): Json {
  if (path === undefined || path === '$') return data;
  if (path === null) return {};
  const found = query(parsePath(path), rootsOf(frame, data));
  if ('value' in found) return found.value;
  throw new EvaluationFault('States.Runtime', `Invalid path '${path}' : ${found.missing}`);
}
