import type { Json, JsonObject } from '../../../aws/json.ts';
import type { State } from '../definition/types.ts';
import {
  type Bindings,
  evaluateTemplate,
  evaluateTyped,
  type JsonType,
} from '../language/jsonata/evaluate.ts';
import { contextObject } from './context-object.ts';
import { withinLimit } from './data-flow.ts';
import type { Frame, Outcome } from './scope.ts';

/** Whether the state is written in JSONata; JSONPath else. */
export function isJsonata({ QueryLanguage }: State): boolean {
  return QueryLanguage === 'JSONata';
}

/** Members of `$states` beside `input` and `context`. */
export interface Known {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

function bindingsOf(frame: Frame, known: Known, map?: JsonObject): Bindings {
  const states = { input: frame.input, context: contextObject(frame, map), ...known };
  return { states, variables: frame.scope.variables.all() };
}

/** A field of a JSONata state with its expressions evaluated; throws QueryFault. */
export async function queried(
  frame: Frame,
  field: string,
  template: Json,
  known: Known = {},
  map?: JsonObject,
): Promise<Json> {
  const { host } = frame.scope.run;
  return withinLimit(frame, await evaluateTemplate(template, field, bindingsOf(frame, known, map), host));
}

/** The same for a field that wants one type; undefined where the state does not have the field. */
export async function queriedAs<T extends Json>(
  frame: Frame,
  field: string,
  template: Json | undefined,
  types: readonly JsonType[],
): Promise<T | undefined> {
  if (template === undefined) return undefined;
  return (await evaluateTyped(template, field, types, bindingsOf(frame, {}), frame.scope.run.host)) as T;
}

interface Ends {
  readonly Output?: Json;
  readonly Assign?: JsonObject;
  readonly next: string | null;
}

/** Output and Assign, side by side: neither sees what the other gives. Without Output the output is `otherwise`. */
export async function queriedOutcome(
  frame: Frame,
  { Output, Assign, next }: Ends,
  otherwise: Json,
  known: Known = {},
): Promise<Outcome> {
  const assigned =
    Assign === undefined ? undefined : ((await queried(frame, 'Assign', Assign, known)) as JsonObject);
  const output =
    Output === undefined ? withinLimit(frame, otherwise) : await queried(frame, 'Output', Output, known);
  return { output, next, ...(assigned === undefined ? {} : { assigned }) };
}
