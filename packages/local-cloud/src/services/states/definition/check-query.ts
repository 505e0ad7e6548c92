import type { Expression } from 'jsonata';
import { isObject, type Json } from '../../../aws/json.ts';
import { SyntaxFault } from '../language/faults.ts';
import { isExpression, parseExpression, sourceOf } from '../language/jsonata/expression.ts';
import { contextReferences, statesMembers } from '../language/jsonata/references.ts';

/** What of `$states` is there only in some fields. `input` and `context` are everywhere. */
export type StatesMember = 'result' | 'errorOutput';

interface Rules {
  readonly allowed: readonly StatesMember[];
  /** The value itself has to be an expression. */
  readonly expression: boolean;
}

export type QueryCode =
  | 'SCHEMA_VALIDATION_FAILED'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_JSONATA_EXPRESSION';
type Report = (message: string, below: string, code?: QueryCode) => void;

/** Checks every `{% … %}` in a JSONata field: `report` is told the place below the field. */
export function checkQuery(value: Json, rules: Rules, report: Report, below = ''): void {
  const inside = { ...rules, expression: false };
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) checkQuery(item, inside, report, `${below}[${index}]`);
  } else if (isObject(value)) {
    if (rules.expression) report('Expected a JSONata expression, {% … %}', below);
    for (const [name, item] of Object.entries(value)) checkQuery(item, inside, report, `${below}/${name}`);
  } else if (typeof value === 'string') {
    checkText(value, rules, (message, code) => report(message, below, code));
  } else if (rules.expression) {
    report(`Expected a JSONata expression, {% … %}, but it is ${JSON.stringify(value)}`, below);
  }
}

function checkText(text: string, rules: Rules, report: (message: string, code?: QueryCode) => void): void {
  if (!isExpression(text)) {
    if (rules.expression || text.startsWith('{%') || text.endsWith('%}'))
      report(`A JSONata expression starts with '{%' and ends with '%}', but it is '${text}'`);
    return;
  }
  try {
    for (const message of unsupported(parseExpression(sourceOf(text)), rules))
      report(message, 'UNSUPPORTED_JSONATA_EXPRESSION');
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    report(error.message, 'INVALID_JSONATA_EXPRESSION');
  }
}

/** What an expression reads though it is not there, in AWS's sentences. */
function unsupported(expression: Expression, { allowed }: Rules): string[] {
  const members = statesMembers(expression);
  const absent = (['result', 'errorOutput'] as const).filter(
    (name) => members.has(name) && !allowed.includes(name),
  );
  return [
    ...[...contextReferences(expression)].map((name) =>
      name === '$$'
        ? "Reference to '$$' is not supported."
        : `Reference to '${name}' at the top level is not supported.`,
    ),
    ...absent.map((name) => `Field '$states.${name}' does not exist.`),
  ];
}
