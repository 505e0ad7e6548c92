import { isObject, type Json, type JsonObject, numberOf, parseJson } from '../../../../aws/json.ts';
import type { Chance } from '../intrinsics/evaluate.ts';
import { isExpression, sourceOf } from './expression.ts';
import { QueryFault } from './fault.ts';
import { evaluateApart } from './workers.ts';

/** What `$states` and the workflow variables stand for. */
export interface Bindings {
  readonly states: JsonObject;
  readonly variables: JsonObject;
}

export type JsonType = 'array' | 'boolean' | 'null' | 'number' | 'object' | 'string';

/** A value of a JSONata state with all of its expressions evaluated; throws QueryFault at the field. */
export async function evaluateTemplate(
  template: Json,
  field: string,
  bindings: Bindings,
  chance: Chance,
): Promise<Json> {
  if (typeof template === 'string')
    return isExpression(template)
      ? evaluateExpression(sourceOf(template), field, bindings, chance)
      : template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries())
      items.push(await evaluateTemplate(item, `${field}[${index}]`, bindings, chance));
    return items;
  }
  if (!isObject(template)) return template;
  const members: [string, Json][] = [];
  for (const [name, value] of Object.entries(template))
    members.push([name, await evaluateTemplate(value, `${field}/${name}`, bindings, chance)]);
  return Object.fromEntries(members);
}

/** The same where the field wants a value of certain types. */
export async function evaluateTyped(
  template: Json,
  field: string,
  types: readonly JsonType[],
  bindings: Bindings,
  chance: Chance,
): Promise<Json> {
  const value = await evaluateTemplate(template, field, bindings, chance);
  const type = typeOf(value);
  if (types.includes(type)) return value;
  const expected = types.map((name) => `'${name}'`).join(' or ');
  const shown = JSON.stringify(value);
  const what = typeof template === 'string' ? `expression '${sourceOf(template)}'` : 'value';
  throw new QueryFault(
    `The JSONata ${what} specified for the field '${field}' returned an unexpected result type. Expected ${expected}, but was '${type}' for value: ${shown}`,
    field,
  );
}

/** The text of bindings; several expressions of a state read the same. */
const texts = new WeakMap<Bindings, string>();
function textOf(bindings: Bindings): string {
  const { states, variables } = bindings;
  const text = texts.get(bindings) ?? JSON.stringify({ ...variables, states });
  texts.set(bindings, text);
  return text;
}

async function evaluateExpression(
  source: string,
  field: string,
  bindings: Bindings,
  chance: Chance,
): Promise<Json> {
  const fault = (what: string): QueryFault =>
    new QueryFault(`The JSONata expression '${source}' specified for the field '${field}' ${what}`, field);
  const result = await evaluateApart(source, textOf(bindings), chance);
  if ('value' in result) return parseJson(result.value);
  if ('fault' in result) throw fault(result.fault);
  const joint = result.isLimit ? ':' : '.'; // as AWS has it
  throw fault(`threw an error during evaluation${joint} ${result.error}`);
}

export function typeOf(value: Json): JsonType {
  if (value === null) return 'null';
  if (numberOf(value) !== undefined) return 'number';
  return Array.isArray(value) ? 'array' : (typeof value as JsonType);
}
