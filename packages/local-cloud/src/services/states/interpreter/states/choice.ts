import type { ChoiceRule, ChoiceState } from '../../definition/types.ts';
import { OPERATORS } from '../../language/choice-operators.ts';
import { EvaluationFault } from '../../language/faults.ts';
import type { Json } from '../../language/json.ts';
import { parsePath } from '../../language/paths/parse.ts';
import { type Found, query } from '../../language/paths/query.ts';
import { contextObject } from '../context-object.ts';
import { effectiveInput, outputPath } from '../data-flow.ts';
import type { Execute } from '../scope.ts';

type Look = (path: string) => Found;

export const executeChoice: Execute<ChoiceState> = (frame) => {
  const { state } = frame;
  const data = effectiveInput(frame);
  const look: Look = (path) => query(parsePath(path), { data, context: contextObject(frame) });
  const next = state.Choices.find((rule) => holds(rule, look))?.Next ?? state.Default;
  if (next !== undefined) return { output: outputPath(frame, data), next };
  throw new EvaluationFault(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
};

function holds(rule: ChoiceRule, look: Look): boolean {
  if (rule.And) return rule.And.every((inner) => holds(inner, look));
  if (rule.Or) return rule.Or.some((inner) => holds(inner, look));
  if (rule.Not) return !holds(rule.Not, look);
  const variable = rule.Variable as string;
  if (rule.IsPresent !== undefined) return 'value' in look(variable) === rule.IsPresent;
  const [name, operator] = Object.entries(OPERATORS).find(([known]) => Object.hasOwn(rule, known)) ?? [];
  if (!name || !operator)
    throw new Error(`a choice rule without an operator was loaded: ${JSON.stringify(rule)}`);
  const operand = rule[name] as Json;
  return operator.matches(
    valueAt(variable, look),
    operator.operandIsPath ? valueAt(operand as string, look) : operand,
  );
}

function valueAt(path: string, look: Look): Json {
  const found = look(path);
  if ('value' in found) return found.value;
  const message = `Invalid path '${path}': The choice state's condition path references an invalid value.`;
  throw new EvaluationFault('States.Runtime', message);
}
