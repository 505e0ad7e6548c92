import type { Expression } from 'jsonata';

/** Not a name that an expression can write, so that none can read or change it. */
export const BUDGET = ' budget';

/** How much one evaluation may take: an endless recursion ends with an error, not with the local cloud. */
export interface Budget {
  depth: number;
  steps: number;
  /** Microseconds of this thread's processor time. */
  readonly ends: number;
}

/** AWS's own limits, as measured there (floci-io/floci, issue 2737), with its words. */
const DEEPEST = 100;
const LARGEST_BYTES = 873_782 * 8;
export const LONGEST_RANGE = 360_145;
/** "Transforming data with JSONata in Step Functions": one second. */
export const LONGEST_MICROSECONDS = 1_000_000;
/** To ask for the processor's time at every step would double it. */
const STEPS_BETWEEN_LOOKS = 128;

/** An evaluation that went beyond a limit. */
export class LimitFault extends Error {
  static time(): LimitFault {
    return new LimitFault('Expression evaluation timeout: Check for infinite loop');
  }

  static memory(): LimitFault {
    return new LimitFault('Expression evaluation memory limit exceeded: Check for excessive memory usage');
  }
}

const processorTime = (): number => {
  const { user, system } = process.threadCpuUsage();
  return user + system;
};

export function budget(): Budget {
  return { depth: 0, steps: 0, ends: processorTime() + LONGEST_MICROSECONDS };
}

interface Environment {
  lookup(name: string): unknown;
}

function enter(spent: Budget): void {
  spent.depth += 1;
  spent.steps += 1;
  if (spent.depth > DEEPEST)
    throw new LimitFault(
      'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
    );
  if (spent.steps % STEPS_BETWEEN_LOOKS === 0 && processorTime() > spent.ends) throw LimitFault.time();
}

/** A number counts eight bytes, a character one. */
function leave(spent: Budget, result: unknown): void {
  spent.depth -= 1;
  const bytes = Array.isArray(result) ? result.length * 8 : typeof result === 'string' ? result.length : 0;
  if (bytes > LARGEST_BYTES) throw LimitFault.memory();
}

/** Lets an expression be evaluated within a budget, by the library's hooks around each step. */
export function guard(expression: Expression): Expression {
  const hooks = expression as unknown as { assign(name: symbol, value: unknown): void };
  const spentIn = (environment: Environment): Budget | undefined =>
    environment.lookup(BUDGET) as Budget | undefined;
  hooks.assign(
    Symbol.for('jsonata.__evaluate_entry'),
    (_: unknown, __: unknown, environment: Environment) => {
      const spent = spentIn(environment);
      if (spent) enter(spent);
    },
  );
  hooks.assign(
    Symbol.for('jsonata.__evaluate_exit'),
    (_: unknown, __: unknown, environment: Environment, result: unknown) => {
      const spent = spentIn(environment);
      if (spent) leave(spent, result);
    },
  );
  return expression;
}
