import { isObject, type Json, parseGiven, plain } from '../../../aws/json.ts';
import { checkDefinition } from './check.ts';
import type { TaskRules } from './check-state.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Definition, QueryLanguage } from './types.ts';

export type Loaded =
  | { readonly definition: Definition; readonly diagnostics: readonly [] }
  | { readonly definition?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads a definition's text: the definition, or everything that is wrong with it. */
export function loadDefinition(text: string, rules: TaskRules): Loaded {
  let value: Json;
  try {
    value = text.trim() === '' ? null : settled(parseGiven(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { diagnostics: [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message }] };
  }
  const diagnostics = checkDefinition(value, rules);
  if (diagnostics.length > 0) return { diagnostics };
  const definition = value as unknown as Definition;
  setLanguage(value, definition.QueryLanguage ?? 'JSONPath');
  return { definition, diagnostics: [] };
}

/** Fields whose values are a state's data, and what numbers are compared with: their numbers stay as they were written. */
const DATA =
  /^(Arguments|Assign|BatchInput|ItemSelector|Output|Parameters|Result|ResultSelector|Numeric\w+)$/;

/** A definition whose own numbers, such as TimeoutSeconds, are JavaScript's. */
function settled(value: Json, isStates = false): Json {
  if (Array.isArray(value)) return value.map((one) => settled(one));
  if (!isObject(value)) return plain(value);
  const members = Object.entries(value).map(([name, one]) => [
    name,
    DATA.test(name) && !isStates ? one : settled(one, name === 'States'),
  ]);
  return Object.fromEntries(members);
}

/** The name of a state that is tested by itself. */
export const TESTED = 'StateName';

/** The same of one state by itself: what it leads to is not there. */
export function loadState(text: string, rules: TaskRules): Loaded {
  let state: Json;
  try {
    state = settled(parseGiven(text));
  } catch (error) {
    return {
      diagnostics: [
        { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message: (error as Error).message },
      ],
    };
  }
  const machine = { StartAt: TESTED, States: { [TESTED]: state } };
  const diagnostics = checkDefinition(machine, rules)
    .filter(({ code }) => code !== 'MISSING_TRANSITION_TARGET')
    .map((found) => ({ ...found, location: found.location?.replace(`/States/${TESTED}`, '') || '/' }));
  if (diagnostics.length > 0) return { diagnostics };
  setLanguage(machine, 'JSONPath');
  return { definition: machine as unknown as Definition, diagnostics: [] };
}

/** Each state knows its language; the states inside Parallel and Map states have the machine's too. */
function setLanguage(graph: Json, language: QueryLanguage): void {
  if (!isObject(graph) || !isObject(graph.States)) return;
  for (const state of Object.values(graph.States)) {
    if (!isObject(state)) continue;
    state.QueryLanguage ??= language;
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    for (const inner of [...branches, state.ItemProcessor ?? null, state.Iterator ?? null])
      setLanguage(inner, language);
  }
}

/** One sentence as AWS's InvalidDefinition has it. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const each = diagnostics.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
  );
  return `Invalid State Machine Definition: '${each.join(', ')}'`;
}
