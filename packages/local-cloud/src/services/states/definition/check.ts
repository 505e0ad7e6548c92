import { isObject, type Json } from '../../../aws/json.ts';
import { checkScope } from './check-assign.ts';
import { checkLanguage, checkState, type TaskRules } from './check-state.ts';
import { Checked, type Diagnostic } from './diagnostics.ts';
import { BRANCH_FIELDS, MACHINE_FIELDS, PROCESSOR_FIELDS } from './fields.ts';
import type { QueryLanguage } from './types.ts';

/** Developer guide, quotas: a year and a day fit in, a timeout is at most this. */
const LONGEST_SECONDS = 99_999_999;
const LONGEST_NAME = 80;

/** Everything that is wrong with a definition, each with its place; nothing where it can be run. */
export function checkDefinition(definition: Json, rules: TaskRules): Diagnostic[] {
  const found: Diagnostic[] = [];
  if (!isObject(definition)) {
    return [
      {
        severity: 'ERROR',
        code: 'SCHEMA_VALIDATION_FAILED',
        message: 'Definition must be a valid JSON object',
      },
    ];
  }
  const machine = new Checked(definition, '', found);
  machine.only(MACHINE_FIELDS);
  machine.strings(['Comment']);
  machine.number('TimeoutSeconds', 1, LONGEST_SECONDS);
  if (machine.has('Version') && machine.get('Version') !== '1.0') {
    machine.report("The only Version is '1.0'", machine.at('Version'));
  }
  const language = checkLanguage(machine) ?? 'JSONPath';
  checkGraph(machine, { rules, language, outer: new Set() });
  return found;
}

/** What the checks of a graph know of the machine around it. */
interface Around {
  readonly rules: TaskRules;
  readonly language: QueryLanguage;
  /** Variables that the scopes around this one assign. */
  readonly outer: ReadonlySet<string>;
}

function checkGraph(graph: Checked, around: Around): void {
  const states = graph.object.States;
  graph.required(['States', 'StartAt']);
  if (states === undefined) return;
  if (!isObject(states)) {
    graph.report('Expected value of type Object', graph.at('States'));
    return;
  }
  const inner = { ...around, outer: checkScope(graph, states, around.outer) };
  for (const [name, state] of Object.entries(states)) {
    const location = `${graph.at('States')}/${name}`;
    if (name.length > LONGEST_NAME)
      graph.report(`A state's name has at most ${LONGEST_NAME} characters`, location);
    if (isObject(state)) checkWithInner(new Checked(state, location, graph.found), inner);
    else graph.report('Expected value of type Object', location);
  }
  if (graph.has('StartAt')) checkTransitions(graph, states);
}

function checkWithInner(state: Checked, around: Around): void {
  const type = checkState(state, around.rules, around.language);
  if (type === 'Parallel') {
    state.list('Branches', 1, (branch) => {
      branch.only(BRANCH_FIELDS);
      checkGraph(branch, around);
    });
  }
  if (type !== 'Map') return;
  for (const field of ['ItemProcessor', 'Iterator']) {
    if (!state.has(field)) continue;
    const processor = state.get(field);
    if (isObject(processor)) checkProcessor(new Checked(processor, state.at(field), state.found), around);
    else state.report('Expected value of type Object', state.at(field));
  }
}

function checkProcessor(processor: Checked, around: Around): void {
  processor.only(PROCESSOR_FIELDS);
  checkGraph(processor, around);
  const config = processor.object.ProcessorConfig;
  if (config === undefined) return;
  const at = processor.at('ProcessorConfig');
  if (!isObject(config)) {
    processor.report('Expected value of type Object', at);
    return;
  }
  const checked = new Checked(config, at, processor.found);
  if (config.Mode === 'DISTRIBUTED') {
    checked.report('Distributed Map is not supported by the local cloud', checked.at('Mode'));
    return;
  }
  checked.only(['Mode']);
  if (config.Mode !== undefined && config.Mode !== 'INLINE')
    checked.report("Mode is 'INLINE'", checked.at('Mode'));
}

interface Reference {
  readonly field: string;
  readonly target: Json;
}

function checkTransitions(graph: Checked, states: Readonly<Record<string, Json>>): void {
  const reached = new Set<string>();
  const follow = (target: Json, location: string, field: string): void => {
    if (typeof target !== 'string') return;
    if (!Object.hasOwn(states, target)) {
      graph.report(`Missing '${field}' target: ${target}`, location, 'MISSING_TRANSITION_TARGET');
      return;
    }
    if (reached.has(target)) return;
    reached.add(target);
    for (const next of referencesOf(states[target] as Json)) {
      follow(
        next.target,
        `${graph.at('States')}/${target}/${next.field}`,
        next.field.split('/').at(-1) as string,
      );
    }
  };
  follow(graph.get('StartAt'), graph.at('StartAt'), 'StartAt');
  for (const name of Object.keys(states)) {
    if (reached.has(name)) continue;
    graph.report(
      `State "${name}" is not reachable.`,
      `${graph.at('States')}/${name}`,
      'MISSING_TRANSITION_TARGET',
    );
  }
}

/** Where a state can lead to. */
function referencesOf(state: Json): Reference[] {
  if (!isObject(state)) return [];
  const listed = (field: string): Reference[] => {
    const items = state[field];
    if (!Array.isArray(items)) return [];
    return items.flatMap((item, index) =>
      isObject(item) ? [{ field: `${field}[${index}]/Next`, target: item.Next as Json }] : [],
    );
  };
  const direct = ['Next', 'Default'].map((field): Reference => ({ field, target: state[field] as Json }));
  return [...direct, ...listed('Choices'), ...listed('Catch')].filter((next) => next.target !== undefined);
}
