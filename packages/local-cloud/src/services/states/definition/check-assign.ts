import { isObject, type Json, type JsonObject } from '../../../aws/json.ts';
import type { StatesMember } from './check-query.ts';
import type { Checked } from './diagnostics.ts';
import type { QueryLanguage } from './types.ts';

/** Developer guide, "Variable name syntax". */
const NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;
const LONGEST_NAME = 80;

/** Assign of a state, of a Choice rule or of a catcher. */
export function checkAssign(
  owner: Checked,
  language: QueryLanguage,
  allowed: readonly StatesMember[] = [],
): void {
  const assign = owner.object.Assign;
  if (assign === undefined) return;
  if (!isObject(assign)) {
    owner.report('Expected value of type Object', owner.at('Assign'));
    return;
  }
  for (const name of namesOf(assign)) {
    const at = `${owner.at('Assign')}/${name}`;
    if (!NAME.test(name) || name.length > LONGEST_NAME)
      owner.report(
        `'${name}' is no name of a variable: a Unicode identifier of at most ${LONGEST_NAME} characters`,
        at,
      );
    if (name === 'states') owner.report("The variable 'states' is reserved", at);
  }
  if (language === 'JSONata') owner.query('Assign', allowed);
  else owner.template('Assign');
}

/**
 * Variables of a scope must not have the name of one that a scope around it assigns (developer guide, "Variable
 * scope"). Gives the names that are taken for the scopes inside.
 */
export function checkScope(
  graph: Checked,
  states: Readonly<Record<string, Json>>,
  outer: ReadonlySet<string>,
): ReadonlySet<string> {
  const taken = new Set(outer);
  for (const [state, body] of Object.entries(states)) {
    for (const { at, name } of assignments(body)) {
      if (outer.has(name))
        graph.report(
          `The variable '${name}' is assigned in an outer scope already`,
          `${graph.at('States')}/${state}/${at}/${name}`,
        );
      else taken.add(name);
    }
  }
  return taken;
}

function assignments(state: Json): { at: string; name: string }[] {
  if (!isObject(state)) return [];
  const own = isObject(state.Assign) ? namesOf(state.Assign).map((name) => ({ at: 'Assign', name })) : [];
  const rules = Array.isArray(state.Choices) ? state.Choices : [];
  const ofRules = rules.flatMap((rule, index) =>
    isObject(rule) && isObject(rule.Assign)
      ? namesOf(rule.Assign).map((name) => ({ at: `Choices[${index}]/Assign`, name }))
      : [],
  );
  // Not of catchers: AWS takes a machine whose Catch assigns what a branch of the same state assigns.
  return [...own, ...ofRules];
}

const namesOf = (assign: JsonObject): string[] =>
  Object.keys(assign).map((name) => (name.endsWith('.$') ? name.slice(0, -2) : name));
