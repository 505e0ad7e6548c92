import type { Json } from '../language/json.ts';
import { checkDefinition } from './check.ts';
import type { TaskRules } from './check-state.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { Definition } from './types.ts';

export type Loaded =
  | { readonly definition: Definition; readonly diagnostics: readonly [] }
  | { readonly definition?: undefined; readonly diagnostics: readonly Diagnostic[] };

/** Reads a definition's text: the definition, or everything that is wrong with it. */
export function loadDefinition(text: string, rules: TaskRules): Loaded {
  let value: Json;
  try {
    value = text.trim() === '' ? null : (JSON.parse(text) as Json);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { diagnostics: [{ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message }] };
  }
  const diagnostics = checkDefinition(value, rules);
  if (diagnostics.length > 0) return { diagnostics };
  return { definition: value as unknown as Definition, diagnostics: [] };
}

/** One sentence as AWS's InvalidDefinition has it. */
export function describeDiagnostics(diagnostics: readonly Diagnostic[]): string {
  const each = diagnostics.map(
    ({ code, message, location }) => `${code}: ${message}${location ? ` at ${location}` : ''}`,
  );
  return `Invalid State Machine Definition: '${each.join(', ')}'`;
}
