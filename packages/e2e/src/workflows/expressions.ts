import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { truthy } from '@actions/expressions/result';

/** What expressions may name: `github`, `vars`, `inputs`, `needs` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

/** How what came before has ended: the jobs that a job needs, or the steps of a job so far. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

const toData = (value: unknown): data.ExpressionData =>
  JSON.parse(JSON.stringify(value), data.reviver) as data.ExpressionData;

/** Functions of conditions only: "Status check functions", GitHub's documentation of expressions. */
const statusFunctions = (status: Status): FunctionDefinition[] =>
  Object.entries({ ...status, always: true }).map(([name, value]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => toData(value),
  }));

const NONE: Status = { success: true, failure: false, cancelled: false };

/** An expression's value, by GitHub's own parser and evaluator; throws on what it does not know. */
function evaluated(expression: string, contexts: Contexts, status = NONE): data.ExpressionData {
  const functions = statusFunctions(status);
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = toData(contexts) as data.Dictionary;
  return new Evaluator(tree, context, new Map(functions.map((one) => [one.name, one]))).evaluate();
}

/** A text with the values of its `${{ … }}`. */
export const interpolated = (text: string, contexts: Contexts): string =>
  text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    evaluated(expression, contexts).coerceString(),
  );

/** Whether a condition holds; one without a function of status is about what has succeeded only. */
export function holds(condition: string | undefined, contexts: Contexts, status: Status): boolean {
  if (condition === undefined) return status.success;
  const expression = /^\s*\$\{\{(.*)\}\}\s*$/s.exec(condition)?.[1] ?? condition;
  const asksStatus = /\b(success|failure|cancelled|always)\s*\(\)/.test(expression);
  return (asksStatus || status.success) && truthy(evaluated(expression, contexts, status));
}
