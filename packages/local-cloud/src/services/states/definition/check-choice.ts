import { isObject } from '../../../aws/json.ts';
import { OPERATORS } from '../language/choice-operators.ts';
import { checkAssign } from './check-assign.ts';
import { Checked } from './diagnostics.ts';

const COMPOSED = ['And', 'Or', 'Not'] as const;

/** A rule of a Choice state; only the top one names the next state. */
export function checkChoiceRule(rule: Checked, top: boolean): void {
  const operators = Object.keys(OPERATORS).filter((name) => rule.has(name));
  rule.only([
    ...(top ? ['Next', 'Comment', 'Assign'] : ['Comment']),
    'Variable',
    ...COMPOSED,
    ...Object.keys(OPERATORS),
  ]);
  if (top) rule.required(['Next']);
  rule.strings(['Next']);
  checkAssign(rule, 'JSONPath');
  const composed = rule.atMostOne(COMPOSED);
  if (composed > 0) {
    checkComposed(rule, operators);
    return;
  }
  rule.required(['Variable']);
  rule.path('Variable', 'path');
  if (operators.length !== 1) {
    const given = operators.length === 0 ? 'none' : operators.join(', ');
    rule.report(`A choice rule has exactly one comparison operator, but there is ${given}`);
    return;
  }
  const name = operators[0] as string;
  const problem = OPERATORS[name]?.problem(rule.get(name));
  if (problem) rule.report(problem, rule.at(name));
}

/** A rule of a Choice state that is written in JSONata. */
export function checkQueryRule(rule: Checked): void {
  rule.only(['Condition', 'Next', 'Assign', 'Output', 'Comment']);
  rule.required(['Condition', 'Next']);
  rule.strings(['Next']);
  if (typeof rule.object.Condition !== 'boolean') rule.query('Condition', [], true);
  rule.query('Output');
  checkAssign(rule, 'JSONata');
}

function checkComposed(rule: Checked, operators: readonly string[]): void {
  if (operators.length > 0 || rule.has('Variable'))
    rule.report('And, Or and Not stand without Variable and operators');
  rule.list('And', 1, (inner) => checkChoiceRule(inner, false));
  rule.list('Or', 1, (inner) => checkChoiceRule(inner, false));
  if (!rule.has('Not')) return;
  const inner = rule.get('Not');
  if (isObject(inner)) checkChoiceRule(new Checked(inner, rule.at('Not'), rule.found), false);
  else rule.report('Expected value of type Object', rule.at('Not'));
}
