import type { Json, JsonObject } from '../../../../aws/json.ts';
import type { ChoiceRule, ChoiceState } from '../../definition/types.ts';
import { OPERATORS } from '../../language/choice-operators.ts';
import { EvaluationFault } from '../../language/faults.ts';
import { parsePath } from '../../language/paths/parse.ts';
import { type Found, query } from '../../language/paths/query.ts';
import { assigned, effectiveInput, outputPath, rootsOf } from '../data-flow.ts';
import { isJsonata, queriedAs, queriedOutcome } from '../jsonata.ts';
import type { Execute, Frame, Outcome } from '../scope.ts';

type Look = (path: string) => Found;

export const executeChoice: Execute<ChoiceState> = (frame) => {
  const { state } = frame;
  if (isJsonata(state)) return queriedChoice(frame);
  const data = effectiveInput(frame);
  const look: Look = (path) => query(parsePath(path), rootsOf(frame, data));
  const rule = state.Choices.find((candidate) => holds(candidate, look));
  const { Assign, next } = rule ? { Assign: rule.Assign, next: rule.Next } : otherwise(state);
  return { output: outputPath(frame, data), next, ...assigned(frame, Assign, data) };
};

async function queriedChoice(frame: Frame<ChoiceState>): Promise<Outcome> {
  const { state } = frame;
  for (const [index, { Condition, Assign, Output, Next }] of state.Choices.entries()) {
    const field = `Choices[${index}]/Condition`;
    if (await queriedAs<boolean>(frame, field, Condition, ['boolean']))
      return queriedOutcome(frame, { Assign, Output, next: Next }, frame.input);
  }
  return queriedOutcome(frame, otherwise(state), frame.input);
}

/** Where no rule holds, the state's own Assign and Output come with Default. */
function otherwise({ Default, Assign, Output }: ChoiceState): {
  readonly next: string;
  readonly Assign?: JsonObject;
  readonly Output?: Json;
} {
  if (Default !== undefined) return { next: Default, Assign, Output };
  throw new EvaluationFault(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
}

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
