import type { Expression } from 'jsonata';

/** Not a name that an expression can write, so that none can read or change it. */
export const BUDGET = ' budget';

/** How much one evaluation may take: an endless recursion ends with an error, not with the local cloud. */
export interface Budget {
  depth: number;
  readonly ends: number;
}

const DEEPEST = 10_000;
const LONGEST_MS = 10_000;

export function budget(): Budget {
  return { depth: 0, ends: performance.now() + LONGEST_MS };
}

interface Environment {
  lookup(name: string): unknown;
}

/** Lets an expression be evaluated within a budget, by the library's hooks around each step. */
export function guard(expression: Expression): Expression {
  const hooks = expression as unknown as { assign(name: symbol, value: unknown): void };
  hooks.assign(
    Symbol.for('jsonata.__evaluate_entry'),
    (_: unknown, __: unknown, environment: Environment) => {
      const spent = environment.lookup(BUDGET) as Budget | undefined;
      if (!spent) return;
      spent.depth += 1;
      if (spent.depth > DEEPEST) throw new Error(`the evaluation went deeper than ${DEEPEST} steps`);
      if (performance.now() > spent.ends) throw new Error(`the evaluation took longer than ${LONGEST_MS} ms`);
    },
  );
  hooks.assign(Symbol.for('jsonata.__evaluate_exit'), (_: unknown, __: unknown, environment: Environment) => {
    const spent = environment.lookup(BUDGET) as Budget | undefined;
    if (spent) spent.depth -= 1;
  });
  return expression;
}
