import type { Node } from '../tree.ts';

/**
 * What becomes of a call by the number of its arguments, `+` for any number: `=` is DuckDB's function of the same
 * name and result; otherwise DuckDB's SQL with `$1`, `$2` for the arguments.
 */
export type Forms = Readonly<Partial<Record<number | '+', string>>>;
export type FunctionTable = Readonly<Record<string, Forms>>;

/** Functions that DuckDB has by the same name and with the same result, with these numbers of arguments. */
export const same = (names: string, ...counts: (number | '+')[]): FunctionTable => {
  const forms = Object.fromEntries(counts.map((count) => [count, '=']));
  return Object.fromEntries(names.split(' ').map((name) => [name, forms]));
};

/** A call that needs more than a pattern. */
export interface FunctionCall {
  readonly name: string;
  /** Number of the SELECT that it stands in. */
  readonly select: number;
  readonly arguments: readonly (readonly Node[])[];
  /** What stands between WITHIN GROUP's parentheses, if there are any. */
  readonly within: readonly Node[] | undefined;
  /** `OVER (…)`, if there is one. */
  readonly over: readonly Node[];
}
/** Gives DuckDB's form of the whole call; throws SqlError on arguments that would not give Redshift's result. */
export type FunctionBuilder = (call: FunctionCall) => Node[];
