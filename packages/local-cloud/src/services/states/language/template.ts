import { isObject, type Json } from '../../../aws/json.ts';
import { EvaluationFault, SyntaxFault } from './faults.ts';
import { type Chance, evaluateIntrinsic } from './intrinsics/evaluate.ts';
import { isIntrinsic, parseIntrinsic } from './intrinsics/parse.ts';
import { parsePath } from './paths/parse.ts';
import { query, type Roots } from './paths/query.ts';

/**
 * A payload template (Parameters, ItemSelector, ResultSelector): members whose name ends in `.$` are paths or
 * intrinsic functions, everything else stands for itself.
 */
export function fillTemplate(template: Json, roots: Roots, chance: Chance): Json {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, roots, chance));
  if (!isObject(template)) return template;
  const filled = Object.entries(template).map(([name, value]): [string, Json] =>
    name.endsWith('.$')
      ? [name.slice(0, -2), evaluate(String(value), name, roots, chance)]
      : [name, fillTemplate(value, roots, chance)],
  );
  return Object.fromEntries(filled);
}

function evaluate(expression: string, field: string, roots: Roots, chance: Chance): Json {
  if (isIntrinsic(expression)) return evaluateIntrinsic(parseIntrinsic(expression), roots, chance);
  const path = parsePath(expression);
  const found = query(path, roots);
  if ('value' in found) return found.value;
  const searched = JSON.stringify(path.root === '$$' ? roots.context : roots.data);
  throw new EvaluationFault(
    'States.ParameterPathFailure',
    `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${searched}'`,
  );
}

/** Finds what cannot be read in a template: calls `report` with the message and the place below the template. */
export function checkTemplate(template: Json, report: (message: string, at: string) => void, at = ''): void {
  if (Array.isArray(template)) {
    for (const [index, item] of template.entries()) checkTemplate(item, report, `${at}/${index}`);
    return;
  }
  if (!isObject(template)) return;
  for (const [name, value] of Object.entries(template)) {
    if (!name.endsWith('.$')) checkTemplate(value, report, `${at}/${name}`);
    else checkExpression(name, value, (message) => report(message, at));
    if (name.endsWith('.$') && Object.hasOwn(template, name.slice(0, -2))) {
      report(`The field '${name.slice(0, -2)}' is given twice, with and without '.$'`, at);
    }
  }
}

function checkExpression(name: string, value: Json, report: (message: string) => void): void {
  const sentence = `The value for the field '${name}' must be a valid JSONPath or a valid intrinsic function call`;
  if (typeof value !== 'string') {
    report(sentence);
    return;
  }
  try {
    if (isIntrinsic(value)) parseIntrinsic(value);
    else parsePath(value);
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    report(`${sentence} (${error.message})`);
  }
}
